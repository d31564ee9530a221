package cli_test

const typistEnv = "COMMSDESK_TEST_TYPIST"

func typeInto(string) {}
