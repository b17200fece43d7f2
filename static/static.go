// Package static holds the files every visitor may load: style, scripts and
// pictures. Handlers serve them under their checksum.
package static

import "embed"

// Files are all of them, by path, such as "css/showcase.css".
//
//go:embed css js images
var Files embed.FS
