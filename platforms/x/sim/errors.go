package sim

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms/simulator"
)

const problems = "https://api.x.com/2/problems/"

// said is an error in X's usual form, problem+json.
func said(status int, kind, name, detail string) simulator.Answer {
	if kind != "about:blank" {
		kind = problems + kind
	}
	return simulator.Answer{Status: status, Header: http.Header{"Content-Type": {"application/problem+json"}},
		Body: map[string]any{"title": name, "detail": detail, "type": kind, "status": status}}
}

func forbidden(detail string) simulator.Answer {
	return said(http.StatusForbidden, "about:blank", "Forbidden", detail)
}

// invalid is a request that X does not take, with the parameters that are wrong.
func invalid(message string, parameters map[string][]string) simulator.Answer {
	a := said(http.StatusBadRequest, "invalid-request", "Invalid Request", "One or more parameters to your request was invalid.")
	a.Body.(map[string]any)["errors"] = []any{map[string]any{"message": message, "parameters": parameters}}
	return a
}

// missing is an entry of errors[] for what is not there.
func missing(id, parameter string) map[string]any {
	return map[string]any{"value": id, "resource_id": id, "parameter": parameter, "resource_type": "tweet", "title": "Not Found Error",
		"detail": "Could not find tweet with " + parameter + ": [" + id + "].", "type": problems + "resource-not-found"}
}

// Error is X's own form of an error; see simulator.Network.
func (w *World) Error(r *simulator.Request, f simulator.Fault, until time.Time) simulator.Answer {
	grant := r.Call.Name == "token"
	switch f {
	case simulator.RateLimited:
		a := said(http.StatusTooManyRequests, "about:blank", "Too Many Requests", "Too Many Requests")
		a.Header.Set("X-Rate-Limit-Limit", "15")
		a.Header.Set("X-Rate-Limit-Remaining", "0")
		a.Header.Set("X-Rate-Limit-Reset", strconv.FormatInt(until.Unix(), 10))
		return a
	case simulator.Expired:
		switch {
		case grant:
			return oauthError("invalid_grant")
		case w.o.Keys && w.stale(r):
			return simulator.Answer{Status: http.StatusUnauthorized, Body: map[string]any{"errors": []any{map[string]any{"code": 135, "message": "Timestamp out of bounds."}}}}
		}
		return said(http.StatusUnauthorized, "about:blank", "Unauthorized", "Unauthorized")
	case simulator.Revoked:
		return forbidden("You are not permitted to perform this action.")
	case simulator.FailAfter:
		// Gateways answer in another form.
		return simulator.Answer{Status: http.StatusInternalServerError, Body: map[string]any{"code": 131, "message": "Internal error"}}
	}
	if r.Call.Name == "" {
		return said(http.StatusNotFound, "resource-not-found", "Not Found Error", "There is no such address.")
	}
	wrong := map[string][]string{}
	for name, values := range r.Query {
		if !contains(r.Call.Query, name) {
			wrong[name] = values
		}
	}
	return invalid(fmt.Sprintf("The query parameters [%s] are not among [%s]", strings.Join(names(wrong), ","), strings.Join(r.Call.Query, ",")), wrong)
}

func names[V any](m map[string]V) (out []string) {
	for name := range m {
		out = append(out, name)
	}
	return out
}

func oauthError(code string) simulator.Answer {
	return simulator.Answer{Status: http.StatusBadRequest, Body: map[string]any{"error": code, "error_description": "Value passed for the token was invalid."}}
}
