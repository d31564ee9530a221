// Package x connects an account on X (once Twitter): by hand, which is the
// default and asks X for nothing, or by its API v2 (platforms.md 1).
package x
