package theme

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	toolkit "fyne.io/fyne/v2/theme"
)

// luminance and contrast are WCAG 2.2's relative luminance and contrast ratio.
func luminance(c color.Color) float64 {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	lin := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(n.R) + 0.7152*lin(n.G) + 0.0722*lin(n.B)
}

func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func TestContrastRatioIsWCAGs(t *testing.T) {
	if got := contrast(color.White, color.Black); math.Abs(got-21) > 0.001 {
		t.Errorf("white on black: got %f, want 21", got)
	}
	if got := contrast(color.NRGBA{0x76, 0x76, 0x76, 0xFF}, color.White); math.Abs(got-4.54) > 0.01 {
		t.Errorf("#767676 on white: got %f, want 4.54", got)
	}
}

// grounds are all that text and controls lie on outside the rail.
var grounds = []fyne.ThemeColorName{Bg, Surface, Sunken, Tint}

func TestTokensHaveTheContrastTheyNeed(t *testing.T) {
	type pair struct {
		ink     fyne.ThemeColorName
		grounds []fyne.ThemeColorName
		needs   float64
	}
	pairs := []pair{
		{Text, append([]fyne.ThemeColorName{Note, DangerTint, WarnTint, OKTint, UnsureTint, ButtonHover}, grounds...), 4.5},
		{Text2, append([]fyne.ThemeColorName{Note}, grounds...), 4.5},
		{Text3, grounds, 4.5},
		{Accent, append([]fyne.ThemeColorName{ButtonHover}, grounds...), 4.5},
		{OnAccent, []fyne.ThemeColorName{Accent, PrimaryHover}, 4.5},
		{Surface, []fyne.ThemeColorName{Danger}, 4.5}, // words of a button in danger
		{Danger, append([]fyne.ThemeColorName{DangerTint}, grounds...), 4.5},
		{Warn, append([]fyne.ThemeColorName{WarnTint}, grounds...), 4.5},
		{OK, append([]fyne.ThemeColorName{OKTint}, grounds...), 4.5},
		{Unsure, append([]fyne.ThemeColorName{UnsureTint}, grounds...), 4.5},
		{RailText, []fyne.ThemeColorName{Rail, RailActive}, 4.5},
		{OnRail, []fyne.ThemeColorName{Rail, RailActive}, 4.5},
		{Rail, []fyne.ThemeColorName{OnRail}, 4.5}, // initials on the rail
		{OnBadgeWork, []fyne.ThemeColorName{BadgeWork}, 4.5},
		{OnBadgeFault, []fyne.ThemeColorName{BadgeFault}, 4.5},
		{Text, []fyne.ThemeColorName{Track}, 4.5}, // initials on an avatar
		{Control, grounds, 3},
		{WarnBar, []fyne.ThemeColorName{Surface}, 3},
	}
	for _, network := range []string{"x", "facebook", "instagram", "youtube", "linkedin", "flickr", "bluesky", "mastodon", "threads", "nextdoor", "whatsapp", "phone", "mailbox"} {
		pairs = append(pairs, pair{NetworkText, []fyne.ThemeColorName{Mark(network).Fill}, 5.8})
	}
	for _, mode := range []Mode{Light, Dark} {
		th := New(mode, 100)
		for _, p := range pairs {
			for _, g := range p.grounds {
				got := contrast(th.Color(p.ink, 0), th.Color(g, 0))
				if got < p.needs-0.05 { // the table rounds to a tenth
					t.Errorf("mode %d: %s on %s is %.2f, needs %.1f", mode, p.ink, g, got, p.needs)
				}
			}
		}
	}
}

func TestEveryTokenHasBothLooks(t *testing.T) {
	for name := range palette {
		for _, mode := range []Mode{Light, Dark} {
			if _, _, _, a := New(mode, 100).Color(name, 0).RGBA(); a != 0xFFFF {
				t.Errorf("%s is not opaque in mode %d", name, mode)
			}
		}
	}
	for name, own := range borrowed {
		if _, ok := ink(own, false); !ok {
			t.Errorf("%s borrows %s, which is no token", name, own)
		}
	}
}

func TestModeOverridesTheSystem(t *testing.T) {
	light, dark := New(Light, 100), New(Dark, 100)
	system := New(FollowSystem, 100)
	for _, v := range []fyne.ThemeVariant{toolkit.VariantLight, toolkit.VariantDark} {
		want := light
		if v == toolkit.VariantDark {
			want = dark
		}
		if system.Color(Bg, v) != want.Color(Bg, v) {
			t.Errorf("variant %d is not followed", v)
		}
		if light.Color(Text, v) == dark.Color(Text, v) {
			t.Errorf("variant %d: light and dark text are alike", v)
		}
	}
}

func TestTextSizeScalesEverySize(t *testing.T) {
	small := New(Light, 100)
	for _, percent := range Scales {
		big := New(Light, percent)
		if got := big.Percent(); got != percent {
			t.Errorf("Percent: got %d, want %d", got, percent)
		}
		for name := range sizes {
			want := small.Size(name) * float32(percent) / 100
			if got := big.Size(name); math.Abs(float64(got-want)) > 0.01 {
				t.Errorf("%s at %d %%: got %f, want %f", name, percent, got, want)
			}
		}
	}
	if got := New(Light, 77).Percent(); got != 100 {
		t.Errorf("a size that is not offered: got %d %%, want 100", got)
	}
}

func TestUnitsFollowTheThemeInForce(t *testing.T) {
	a := test.NewTempApp(t)
	a.Settings().SetTheme(New(Light, 150))
	for v, want := range map[float32]float32{96: 144, -3: -5, 0: 0} {
		if got := Units(v); got != want {
			t.Errorf("Units(%g): got %g, want %g", v, got, want)
		}
	}
}

func TestNothingIsSmallerThanTwelve(t *testing.T) {
	for _, ty := range []Type{Figure, Display, Title, Heading, Body, BodyBold, Dense, DenseBold, Small, SmallBold, Code} {
		if ty.Size < 12 || ty.Line < ty.Size*1.15 {
			t.Errorf("%+v is too small or too tight", ty)
		}
	}
}
