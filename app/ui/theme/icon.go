package theme

import (
	"fyne.io/fyne/v2"
	toolkit "fyne.io/fyne/v2/theme"

	"commsdesk/assets"
)

// IconName names one Material Symbol, as its makers do; "-fill" is the filled
// form, for the open page and for a status that needs a person.
type IconName string

// The symbols that the desk ships.
const (
	IconAdd                  IconName = "add"
	IconArrowBack            IconName = "arrow_back"
	IconArrowDropDown        IconName = "arrow_drop_down"
	IconArrowForward         IconName = "arrow_forward"
	IconAttachFile           IconName = "attach_file"
	IconBackup               IconName = "backup"
	IconBedtime              IconName = "bedtime"
	IconBlock                IconName = "block"
	IconCalendarMonth        IconName = "calendar_month"
	IconCall                 IconName = "call"
	IconCallSplit            IconName = "call_split"
	IconCampaign             IconName = "campaign"
	IconCancel               IconName = "cancel"
	IconCancelFill           IconName = "cancel-fill"
	IconCellTower            IconName = "cell_tower"
	IconCellTowerFill        IconName = "cell_tower-fill"
	IconCheck                IconName = "check"
	IconCheckBoxFill         IconName = "check_box-fill"
	IconCheckBoxOutlineBlank IconName = "check_box_outline_blank"
	IconCheckCircle          IconName = "check_circle"
	IconCheckCircleFill      IconName = "check_circle-fill"
	IconChevronLeft          IconName = "chevron_left"
	IconChevronRight         IconName = "chevron_right"
	IconClose                IconName = "close"
	IconCloudDone            IconName = "cloud_done"
	IconCloudOff             IconName = "cloud_off"
	IconComputer             IconName = "computer"
	IconContactPhone         IconName = "contact_phone"
	IconContentCopy          IconName = "content_copy"
	IconContrast             IconName = "contrast"
	IconDarkMode             IconName = "dark_mode"
	IconDelete               IconName = "delete"
	IconDescription          IconName = "description"
	IconDesktopWindows       IconName = "desktop_windows"
	IconDoneAll              IconName = "done_all"
	IconDownload             IconName = "download"
	IconDrafts               IconName = "drafts"
	IconEditSquare           IconName = "edit_square"
	IconEmergencyHome        IconName = "emergency_home"
	IconError                IconName = "error"
	IconErrorFill            IconName = "error-fill"
	IconEventAvailable       IconName = "event_available"
	IconEventBusy            IconName = "event_busy"
	IconEventUpcoming        IconName = "event_upcoming"
	IconFlag                 IconName = "flag"
	IconFlagFill             IconName = "flag-fill"
	IconFolderOpen           IconName = "folder_open"
	IconForward              IconName = "forward"
	IconGppMaybe             IconName = "gpp_maybe"
	IconGroups               IconName = "groups"
	IconHelp                 IconName = "help"
	IconHelpFill             IconName = "help-fill"
	IconHistory              IconName = "history"
	IconHourglass            IconName = "hourglass"
	IconHourglassFill        IconName = "hourglass-fill"
	IconImage                IconName = "image"
	IconInbox                IconName = "inbox"
	IconInboxFill            IconName = "inbox-fill"
	IconInfo                 IconName = "info"
	IconKey                  IconName = "key"
	IconKeyboardArrowDown    IconName = "keyboard_arrow_down"
	IconKeyboardArrowUp      IconName = "keyboard_arrow_up"
	IconKeyboardReturn       IconName = "keyboard_return"
	IconLanguage             IconName = "language"
	IconLightMode            IconName = "light_mode"
	IconLink                 IconName = "link"
	IconLinkOff              IconName = "link_off"
	IconLock                 IconName = "lock"
	IconLockOpen             IconName = "lock_open"
	IconMail                 IconName = "mail"
	IconMailFill             IconName = "mail-fill"
	IconMarkEmailRead        IconName = "mark_email_read"
	IconMerge                IconName = "merge"
	IconMood                 IconName = "mood"
	IconMoreHoriz            IconName = "more_horiz"
	IconNewspaper            IconName = "newspaper"
	IconNotifications        IconName = "notifications"
	IconNotificationsFill    IconName = "notifications-fill"
	IconOpenInNew            IconName = "open_in_new"
	IconOutbox               IconName = "outbox"
	IconOutboxFill           IconName = "outbox-fill"
	IconPauseCircle          IconName = "pause_circle"
	IconPauseCircleFill      IconName = "pause_circle-fill"
	IconPerson               IconName = "person"
	IconPersonAdd            IconName = "person_add"
	IconPriorityHigh         IconName = "priority_high"
	IconPublic               IconName = "public"
	IconQuickreply           IconName = "quickreply"
	IconRadioButtonChecked   IconName = "radio_button_checked"
	IconRadioButtonUnchecked IconName = "radio_button_unchecked"
	IconRefresh              IconName = "refresh"
	IconRemove               IconName = "remove"
	IconReply                IconName = "reply"
	IconReplyAll             IconName = "reply_all"
	IconSave                 IconName = "save"
	IconSchedule             IconName = "schedule"
	IconScience              IconName = "science"
	IconSearch               IconName = "search"
	IconSearchOff            IconName = "search_off"
	IconSell                 IconName = "sell"
	IconSend                 IconName = "send"
	IconSettings             IconName = "settings"
	IconSettingsFill         IconName = "settings-fill"
	IconStickyNote2          IconName = "sticky_note_2"
	IconStylusNote           IconName = "stylus_note"
	IconSyncAlt              IconName = "sync_alt"
	IconTextFields           IconName = "text_fields"
	IconTimer                IconName = "timer"
	IconUndo                 IconName = "undo"
	IconVisibility           IconName = "visibility"
	IconVisibilityOff        IconName = "visibility_off"
	IconWarning              IconName = "warning"
	IconWarningFill          IconName = "warning-fill"
	IconWifiOff              IconName = "wifi_off"
)

// toolkitIcons are the symbols in the toolkit's own widgets.
var toolkitIcons = map[fyne.ThemeIconName]IconName{
	toolkit.IconNameCheckButton:        IconCheckBoxOutlineBlank,
	toolkit.IconNameCheckButtonChecked: IconCheckBoxFill,
	toolkit.IconNameRadioButton:        IconRadioButtonUnchecked,
	toolkit.IconNameRadioButtonChecked: IconRadioButtonChecked,
	toolkit.IconNameArrowDropDown:      IconKeyboardArrowDown,
	toolkit.IconNameVisibility:         IconVisibility,
	toolkit.IconNameVisibilityOff:      IconVisibilityOff,
	toolkit.IconNameSearch:             IconSearch,
	toolkit.IconNameCancel:             IconClose,
}

// Icon returns a symbol in one of the theme's colours; it recolours with the
// theme. A name that is not shipped gives an empty picture.
func Icon(name IconName, tone fyne.ThemeColorName) fyne.Resource {
	svg, err := assets.IconSVG(string(name))
	if err != nil {
		svg = []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>`)
	}
	return toolkit.NewColoredResource(fyne.NewStaticResource(string(name)+".svg", svg), tone)
}
