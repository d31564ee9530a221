package youtube

// NextMidnight is nextMidnight, for tests.
var NextMidnight = nextMidnight
