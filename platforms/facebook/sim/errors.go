package sim

import (
	"fmt"
	"math"
	"net/http"
	"time"

	"commsdesk/platforms/simulator"
)

// fault is an answer in the Graph's own form of an error.
func fault(status, code, sub int, message string) simulator.Answer {
	e := map[string]any{"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AsimTrace"}
	if sub != 0 {
		e["error_subcode"] = sub
	}
	if code == 1 || code == 2 {
		e["is_transient"] = true
	}
	return simulator.Answer{Status: status, Header: http.Header{"Facebook-Api-Version": {served}}, Body: map[string]any{"error": e}}
}

// gone is what is said of an object that is not there.
func gone(id string) simulator.Answer {
	return fault(http.StatusBadRequest, 100, 33, "Unsupported request. Object with ID '"+id+"' does not exist")
}

// wrong is what is said of a bad parameter.
func wrong(message string) simulator.Answer { return fault(http.StatusBadRequest, 100, 0, message) }

// Error is the Graph's form of the faults (simulator.Network).
func (w *World) Error(_ *simulator.Request, f simulator.Fault, until time.Time) simulator.Answer {
	switch f {
	case simulator.RateLimited:
		a := fault(http.StatusBadRequest, 32, 0, "(#32) Page request limit reached")
		minutes := math.Ceil(until.Sub(w.clock()).Minutes())
		a.Header.Set("X-Business-Use-Case-Usage", fmt.Sprintf(
			`{"%s":[{"type":"pages","call_count":100,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":%d}]}`, w.s.Page.ID, int(minutes)))
		return a
	case simulator.Expired:
		return fault(http.StatusBadRequest, 190, 463, "Error validating access token: Session has expired.")
	case simulator.Revoked:
		return fault(http.StatusForbidden, 200, 0, "(#200) Permissions error")
	case simulator.FailAfter:
		return fault(http.StatusInternalServerError, 2, 0, "An unexpected error has occurred. Please retry your request later.")
	}
	return wrong("(#100) Unknown path components or invalid parameter")
}
