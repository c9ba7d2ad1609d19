package foreign

import "maps"

// fromSwagger writes a Swagger 2 document as far as requests go the way OpenAPI 3
// does.
func fromSwagger(root map[string]any) map[string]any {
	to := maps.Clone(root)
	scheme := "https"
	if all := list(root["schemes"]); len(all) > 0 && str(all[0]) != "" {
		scheme = str(all[0])
	}
	if host := str(root["host"]); host != "" {
		to["servers"] = []any{map[string]any{"url": scheme + "://" + host + str(root["basePath"])}}
	}
	to["components"] = map[string]any{"securitySchemes": swaggerSchemes(object(root["securityDefinitions"]))}
	paths := map[string]any{}
	for path, item := range object(root["paths"]) {
		renewed := maps.Clone(object(item))
		for method, op := range renewed {
			if o := object(op); o != nil {
				renewed[method] = swaggerOperation(root, o)
			}
		}
		paths[path] = renewed
	}
	to["paths"] = paths
	return to
}

func swaggerSchemes(all map[string]any) map[string]any {
	to := map[string]any{}
	for name, v := range all {
		s := maps.Clone(object(v))
		if str(s["type"]) == "basic" {
			s["type"], s["scheme"] = "http", "basic"
		}
		to[name] = s
	}
	return to
}

// delimit says the way OpenAPI 3 does how a list is written.
func delimit(p map[string]any) {
	switch format := str(p["collectionFormat"]); {
	case str(p["type"]) != "array" || format == "multi":
	case format == "ssv":
		p["style"] = "spaceDelimited"
	case format == "pipes":
		p["style"] = "pipeDelimited"
	default:
		p["explode"] = false
	}
}

// swaggerOperation turns the parameters "body" and "formData" into a body.
func swaggerOperation(root, op map[string]any) map[string]any {
	to := maps.Clone(op)
	var rest []any
	fields := map[string]any{}
	for _, v := range list(op["parameters"]) {
		p := api{root: root}.resolve(v)
		switch str(p["in"]) {
		case "body":
			to["requestBody"] = map[string]any{"content": map[string]any{"application/json": map[string]any{"schema": p["schema"]}}}
		case "formData":
			fields[str(p["name"])] = p
		default:
			one := maps.Clone(p)
			if one["schema"] == nil {
				one["schema"] = p
			}
			delimit(one)
			rest = append(rest, one)
		}
	}
	if len(fields) > 0 {
		media := "application/x-www-form-urlencoded"
		if all := list(op["consumes"]); len(all) > 0 && str(all[0]) == "multipart/form-data" {
			media = "multipart/form-data"
		}
		to["requestBody"] = map[string]any{"content": map[string]any{media: map[string]any{"schema": map[string]any{"type": "object", "properties": fields}}}}
	}
	to["parameters"] = rest
	answers := map[string]any{}
	for status, v := range object(op["responses"]) {
		answer := api{root: root}.resolve(v)
		media := map[string]any{"schema": answer["schema"]}
		if e, ok := object(answer["examples"])["application/json"]; ok {
			media["example"] = e
		}
		if answer["schema"] != nil || media["example"] != nil {
			answers[status] = map[string]any{"content": map[string]any{"application/json": media}}
		}
	}
	to["responses"] = answers
	return to
}
