package text

import "strings"

var plainPath = strings.NewReplacer(`"]["`, ".", `"][`, "[", `]["`, "].", `["`, "", `"]`, "")

// Path writes a canonical path as people do: order[0].phone for
// ["order"][0]["phone"]. It is for reading only.
func Path(canonical string) string { return plainPath.Replace(canonical) }
