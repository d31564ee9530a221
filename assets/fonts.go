package assets

import _ "embed"

// FontRegular is Inter Regular, cut down to Latin, punctuation, arrows and
// currency, its digits of one width (fonts/subset.py makes it; OFL 1.1).
//
//go:embed fonts/Inter-Regular.otf
var FontRegular []byte

// FontSemiBold is Inter SemiBold, cut down in the same way.
//
//go:embed fonts/Inter-SemiBold.otf
var FontSemiBold []byte
