// Starts the SDK for Go with the declarative configuration of a file, sends one of each signal, and ends.
package main

import (
	"context"
	"fmt"
	"os"

	"go.opentelemetry.io/contrib/otelconf"
	"go.opentelemetry.io/otel/log"
)

func main() {
	b, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	conf, err := otelconf.ParseYAML(b)
	if err != nil {
		fmt.Println("parse:", err)
		os.Exit(1)
	}
	ctx := context.Background()
	sdk, err := otelconf.NewSDK(otelconf.WithContext(ctx), otelconf.WithOpenTelemetryConfiguration(*conf))
	if err != nil {
		fmt.Println("sdk:", err)
		os.Exit(1)
	}
	_, span := sdk.TracerProvider().Tracer("t").Start(ctx, "go-span")
	span.End()
	c, _ := sdk.MeterProvider().Meter("m").Int64Counter("c")
	c.Add(ctx, 5)
	var r log.Record
	r.SetSeverity(log.SeverityInfo)
	sdk.LoggerProvider().Logger("l").Emit(ctx, r)
	if err := sdk.Shutdown(ctx); err != nil {
		fmt.Println("shutdown:", err)
		os.Exit(1)
	}
	fmt.Println("ok")
}
