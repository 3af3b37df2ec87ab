// Reads Dockerfiles, each as a JSON string on a line, and writes what BuildKit says of each: the findings of
// `docker build --check`, and the error that ends the check or a build of the last stage. No image is looked up:
// every base image is taken for one of linux/amd64 that sets PATH alone.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/containerd/platforms"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/solver/pb"
	digest "github.com/opencontainers/go-digest"
)

const config = `{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]},` +
	`"rootfs":{"type":"layers","diff_ids":["sha256:0000000000000000000000000000000000000000000000000000000000000000"]}}`

type images struct{}

func (images) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	return ref, "", []byte(config), nil
}

type problem struct {
	Message string `json:"message"`
	Line    int    `json:"line"`
}

type warning struct {
	Check string `json:"check"`
	Line  int    `json:"line"`
}

type answer struct {
	Warnings   []warning `json:"warnings"`
	CheckError *problem  `json:"check_error"`
	BuildError *problem  `json:"build_error"`
}

func options(text []byte) dockerfile2llb.ConvertOpt {
	amd64 := platforms.MustParse("linux/amd64")
	caps := pb.Caps.CapSet(pb.Caps.All())
	return dockerfile2llb.ConvertOpt{
		MetaResolver:   images{},
		LLBCaps:        &caps,
		TargetPlatform: &amd64,
		SourceMap:      &llb.SourceMap{Filename: "Dockerfile", Definition: &llb.Definition{}, Data: text},
	}
}

func judge(text []byte) (result answer) {
	result.Warnings = []warning{}
	defer func() {
		if fault := recover(); fault != nil {
			result.CheckError = &problem{Message: fmt.Sprint("panic: ", fault)}
		}
	}()
	checked, err := dockerfile2llb.DockerfileLint(context.Background(), text, options(text))
	if err != nil {
		result.CheckError = &problem{Message: err.Error()}
	} else {
		for _, each := range checked.Warnings {
			line := 0
			if len(each.Location.Ranges) > 0 {
				line = int(each.Location.Ranges[0].Start.Line)
			}
			result.Warnings = append(result.Warnings, warning{each.RuleName, line})
		}
		if checked.Error != nil {
			result.CheckError = &problem{Message: checked.Error.Message}
			if len(checked.Error.Location.Ranges) > 0 {
				result.CheckError.Line = int(checked.Error.Location.Ranges[0].Start.Line)
			}
		}
	}
	if _, err := dockerfile2llb.Dockerfile2LLB(context.Background(), text, options(text)); err != nil {
		result.BuildError = &problem{Message: err.Error()}
		var located *parser.LocationError
		if errors.As(err, &located) && len(located.Locations) > 0 && len(located.Locations[0]) > 0 {
			result.BuildError.Line = located.Locations[0][0].Start.Line
		}
	}
	return result
}

func main() {
	lines := bufio.NewReader(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) == 0 {
			return
		}
		var text string
		if err := json.Unmarshal(line, &text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		if err := out.Encode(judge([]byte(text))); err != nil {
			os.Exit(2)
		}
		if err != nil {
			return
		}
	}
}
