package assets

import (
	"embed"
	"fmt"
)

// iconFiles holds the Material Symbols Rounded (weight 400, Apache-2.0) that
// the screens use, one by one by name, so that a stray file is never shipped.
//
//go:embed icons/add.svg icons/arrow_back.svg icons/arrow_drop_down.svg icons/arrow_forward.svg
//go:embed icons/attach_file.svg icons/backup.svg icons/bedtime.svg icons/block.svg icons/calendar_month.svg
//go:embed icons/call.svg icons/call_split.svg icons/campaign.svg icons/cancel.svg icons/cancel-fill.svg icons/cell_tower.svg
//go:embed icons/cell_tower-fill.svg icons/check.svg icons/check_box-fill.svg
//go:embed icons/check_box_outline_blank.svg icons/check_circle.svg icons/check_circle-fill.svg
//go:embed icons/chevron_left.svg icons/chevron_right.svg icons/close.svg icons/cloud_done.svg
//go:embed icons/cloud_off.svg icons/computer.svg icons/contact_phone.svg icons/content_copy.svg
//go:embed icons/contrast.svg icons/dark_mode.svg icons/delete.svg icons/description.svg
//go:embed icons/desktop_windows.svg icons/done_all.svg icons/download.svg icons/drafts.svg
//go:embed icons/edit_square.svg icons/emergency_home.svg icons/error.svg icons/error-fill.svg
//go:embed icons/event_available.svg icons/event_busy.svg icons/event_upcoming.svg icons/flag.svg
//go:embed icons/flag-fill.svg icons/folder_open.svg icons/forward.svg icons/gpp_maybe.svg icons/groups.svg
//go:embed icons/help.svg icons/help-fill.svg icons/history.svg icons/hourglass.svg icons/hourglass-fill.svg
//go:embed icons/image.svg icons/inbox.svg icons/inbox-fill.svg icons/info.svg icons/key.svg
//go:embed icons/keyboard_arrow_down.svg icons/keyboard_arrow_up.svg icons/keyboard_return.svg
//go:embed icons/language.svg icons/light_mode.svg icons/link.svg icons/link_off.svg icons/lock.svg
//go:embed icons/lock_open.svg icons/mail.svg icons/mail-fill.svg icons/mark_email_read.svg icons/merge.svg
//go:embed icons/mood.svg icons/more_horiz.svg icons/newspaper.svg icons/notifications.svg
//go:embed icons/notifications-fill.svg icons/open_in_new.svg icons/outbox.svg icons/outbox-fill.svg
//go:embed icons/pause_circle.svg icons/pause_circle-fill.svg icons/person.svg icons/person_add.svg
//go:embed icons/priority_high.svg icons/public.svg icons/quickreply.svg icons/radio_button_checked.svg
//go:embed icons/radio_button_unchecked.svg icons/refresh.svg icons/remove.svg icons/reply.svg
//go:embed icons/reply_all.svg icons/save.svg icons/schedule.svg icons/science.svg icons/search.svg
//go:embed icons/search_off.svg icons/sell.svg icons/send.svg icons/settings.svg icons/settings-fill.svg
//go:embed icons/sticky_note_2.svg icons/sync_alt.svg icons/stylus_note.svg icons/text_fields.svg icons/timer.svg icons/undo.svg
//go:embed icons/visibility.svg icons/visibility_off.svg icons/warning.svg icons/warning-fill.svg
//go:embed icons/wifi_off.svg
var iconFiles embed.FS

// AppIcon is the program's own mark, a PNG of 512 by 512 pixels.
//
//go:embed icons/app.png
var AppIcon []byte

// IconSVG returns the SVG of one Material Symbol by its upstream name, such as
// "inbox" or "inbox-fill". An unknown name is an error that names it.
func IconSVG(name string) ([]byte, error) {
	svg, err := iconFiles.ReadFile("icons/" + name + ".svg")
	if err != nil {
		return nil, fmt.Errorf("icon %q: %w", name, err)
	}
	return svg, nil
}
