// Sends COUNT spans, COUNT log records and one counter that counts to COUNT through the OpenTelemetry SDK for Go.
// ENDPOINT (host:port), PROTOCOL (http or grpc), SENDER.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploggrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetricgrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	otellog "go.opentelemetry.io/otel/log"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	ctx := context.Background()
	endpoint, isGrpc := os.Getenv("ENDPOINT"), os.Getenv("PROTOCOL") == "grpc"
	count, err := strconv.Atoi(os.Getenv("COUNT"))
	must(err)
	named := resource.NewSchemaless(attribute.String("service.name", os.Getenv("SENDER")))

	spans, points, records := overHTTP(ctx, endpoint)
	if isGrpc {
		spans, points, records = overGRPC(ctx, endpoint)
	}
	traces := trace.NewTracerProvider(trace.WithResource(named), trace.WithBatcher(spans))
	metrics := metric.NewMeterProvider(metric.WithResource(named), metric.WithReader(metric.NewPeriodicReader(points)))
	logs := sdklog.NewLoggerProvider(sdklog.WithResource(named), sdklog.WithProcessor(sdklog.NewBatchProcessor(records)))

	counter, err := metrics.Meter("sender").Int64Counter("sender.items")
	must(err)
	for number := range count {
		_, span := traces.Tracer("sender").Start(ctx, fmt.Sprintf("span %d", number))
		span.End()
		var record otellog.Record
		record.SetBody(attribute.StringValue(fmt.Sprintf("record %d", number)))
		logs.Logger("sender").Emit(ctx, record)
		counter.Add(ctx, 1)
	}
	must(traces.Shutdown(ctx))
	must(metrics.Shutdown(ctx))
	must(logs.Shutdown(ctx))
}

func overHTTP(ctx context.Context, endpoint string) (trace.SpanExporter, metric.Exporter, sdklog.Exporter) {
	spans, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpoint(endpoint), otlptracehttp.WithInsecure())
	must(err)
	points, err := otlpmetrichttp.New(ctx, otlpmetrichttp.WithEndpoint(endpoint), otlpmetrichttp.WithInsecure())
	must(err)
	records, err := otlploghttp.New(ctx, otlploghttp.WithEndpoint(endpoint), otlploghttp.WithInsecure())
	must(err)
	return spans, points, records
}

func overGRPC(ctx context.Context, endpoint string) (trace.SpanExporter, metric.Exporter, sdklog.Exporter) {
	spans, err := otlptracegrpc.New(ctx, otlptracegrpc.WithEndpoint(endpoint), otlptracegrpc.WithInsecure(), otlptracegrpc.WithCompressor("gzip"))
	must(err)
	points, err := otlpmetricgrpc.New(ctx, otlpmetricgrpc.WithEndpoint(endpoint), otlpmetricgrpc.WithInsecure())
	must(err)
	records, err := otlploggrpc.New(ctx, otlploggrpc.WithEndpoint(endpoint), otlploggrpc.WithInsecure())
	must(err)
	return spans, points, records
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
