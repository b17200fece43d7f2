package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
)

// assetPrefix is where files of package static are served. Their names hold
// their checksum, so that browsers keep them for ever.
const assetPrefix = "/static/"

// assetTypes are the media types by file name ending. The tables of the
// machine are not asked: they differ from one to the next.
var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
	".ico": "image/x-icon",
}

// asset is one file with its compressed forms, which are made when first asked
// for.
type asset struct {
	mediaType string
	body      []byte
	encoded   map[string]func() ([]byte, error)
}

// assets are the files by name and by the path they are served under.
type assets struct {
	urls   map[string]string // "css/showcase.css" → "/static/css/showcase.0f3a….css"
	served map[string]*asset // by path below assetPrefix
}

func newAssets(files fs.FS) (*assets, error) {
	as := &assets{urls: map[string]string{}, served: map[string]*asset{}}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		ext := path.Ext(name)
		mediaType := assetTypes[ext]
		if mediaType == "" {
			return fmt.Errorf("static file %s has no known type", name)
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:8]) + ext
		as.urls[name] = assetPrefix + hashed
		as.served[hashed] = newAsset(mediaType, body)
		return nil
	})
	return as, err
}

func newAsset(mediaType string, body []byte) *asset {
	a := &asset{mediaType: mediaType, body: body, encoded: map[string]func() ([]byte, error){}}
	for _, encoding := range []string{"br", "gzip"} {
		a.encoded[encoding] = sync.OnceValues(func() ([]byte, error) {
			return compressBest(encoding, body)
		})
	}
	return a
}

// url is the address of a file of package static, for templates.
func (as *assets) url(name string) (string, error) {
	if u := as.urls[name]; u != "" {
		return u, nil
	}
	return "", fmt.Errorf("there is no static file %s", name)
}

// asset answers with a file of package static.
func (s *Server) asset(c echo.Context) error {
	a := s.assets.served[c.Param("*")]
	if a == nil {
		return catalog.ErrNotFound
	}
	body, header := a.body, c.Response().Header()
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	header.Set("Vary", "Accept-Encoding")
	if encoding := encodingFor(c.Request()); encoding != "" && len(body) >= minCompressed {
		var err error
		if body, err = a.encoded[encoding](); err != nil {
			return err
		}
		header.Set("Content-Encoding", encoding)
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	return c.Blob(http.StatusOK, a.mediaType, body)
}
