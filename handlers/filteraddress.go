package handlers

import (
	"net/url"

	"ileanet.eu/showcase/catalog"
)

// filterAddress is the address of the list of a kind narrowed to one value of
// a facet, such as "/solutions?technology=biometrics-face".
func filterAddress(kind catalog.Kind, facet, value string) string {
	return "/" + kind.Collection() + "?" + url.Values{facet: {value}}.Encode()
}
