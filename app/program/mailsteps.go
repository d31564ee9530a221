package program

// MailSteps are what the council's IT does once so that the mailbox can sign in
// that way, a step each, for an administrator to follow; nil for a password.
func MailSteps(way, address string) []string {
	if address == "" {
		address = "press@example.gov.uk"
	}
	switch way {
	case ByMicrosoft:
		return []string{
			"In the Microsoft Entra admin centre open App registrations, New registration. Call it Commsdesk, for accounts in this organisational directory only.",
			"Under Authentication add the platform Mobile and desktop applications with the address http://localhost. Then open Manifest and change that address to http://127.0.0.1, which the first page does not take. Commsdesk waits there on any free port. No client secret is needed.",
			"Under API permissions add these delegated permissions of Microsoft Graph: IMAP.AccessAsUser.All to read the mailbox, SMTP.Send to answer from it, offline_access to stay signed in, openid, profile and email to see who signed in. Grant admin consent.",
			"In the Exchange admin centre give every officer Full access and Send as on " + address + ". It can take an hour to work. Officers sign in as themselves; the shared mailbox needs no password.",
			"Run “Set-CASMailbox " + address + " -ImapEnabled $true -SmtpClientAuthenticationDisabled $false” to switch on IMAP and authenticated SMTP for the mailbox. Where SMTP is off for the whole organisation, do the same for each officer.",
			"Run “Set-Mailbox " + address + " -MessageCopyForSentAsEnabled $true” so that Exchange keeps what is sent in the mailbox's own Sent Items.",
			"Give the officer the Directory (tenant) ID and the Application (client) ID. Neither is secret.",
		}
	case ByGoogle:
		return []string{
			"In the Google Cloud console make a project of the council's own. Under Google Auth Platform choose the audience Internal.",
			"Under Data access add the scope https://mail.google.com/: it is the one with which Google lets programs read and send by IMAP and SMTP.",
			"Under Clients create a client of the type Desktop app. Note its client ID and client secret.",
			"In the Google Admin console let users read Gmail by IMAP (Gmail, End user access), and trust this application (Security, API controls).",
			address + " must be an account that somebody can sign in to on Google's page. Google opens no mailbox by IMAP to another account, delegated or not.",
			"Give the officer the client ID and the client secret.",
		}
	case ByOAuth:
		return []string{
			"Register Commsdesk with your sign-in provider as a program on a PC: a public client with PKCE (S256) that comes back to http://127.0.0.1 on any port.",
			"Allow it offline access, so that officers stay signed in, and openid with email, so that Commsdesk sees who signed in.",
			"Both mail servers must offer XOAUTH2 or OAUTHBEARER, and let whoever signs in into " + address + ".",
			"Give the officer the client ID and the two addresses of the provider: where the page opens, and where sign-ins are renewed.",
		}
	}
	return nil
}
