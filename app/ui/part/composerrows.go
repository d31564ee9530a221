package part

// SetRows changes how many rows of text a composer shows at least.
func (c *Composer) SetRows(n int) {
	c.inner.SetMinRowsVisible(n)
	c.Refresh()
}
