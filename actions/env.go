package actions

import (
	"context"
	"fmt"
	"maps"

	"github.com/google/uuid"

	"stanok/engine"
	"stanok/engine/eval"
)

// envOf returns what the templates of one run see. Its uuid() depends on the
// step and on how many were asked for before, so that every attempt gets the
// same ones.
func (d Deps) envOf(ctx context.Context, in engine.Input) eval.Env {
	asked := 0
	env := eval.Env{
		Vars: eval.Vars(in.Vars),
		Runtime: eval.Runtime{Now: in.Now, UUID: func() string {
			asked++
			return uuid.NewSHA1(uuid.NameSpaceURL, fmt.Appendf(nil, "stanok:%s#%d", in.Key, asked)).String()
		}},
	}
	if d.Tables != nil {
		env.Runtime.Lookup = func(table string, key any) (any, error) {
			found, err := d.Tables.Find(ctx, in.Workspace, table, engine.KeyOf(key))
			if err != nil || !found.Found {
				return nil, err
			}
			return found.Row, nil
		}
	}
	return env
}

// with returns env with one name more.
func with(env eval.Env, name string, v any) eval.Env {
	vars := maps.Clone(env.Vars)
	if vars == nil {
		vars = eval.Vars{}
	}
	vars[name] = v
	env.Vars = vars
	return env
}
