# Sends COUNT spans, COUNT log records and one counter that counts to COUNT through the OpenTelemetry SDK for Python.
# ENDPOINT, PROTOCOL (http or grpc), SENDER.
import logging
import os

protocol, endpoint, count = os.environ["PROTOCOL"], os.environ["ENDPOINT"], int(os.environ["COUNT"])

from opentelemetry import trace
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

if protocol == "grpc":
    from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
else:
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter


def options(signal):
    if protocol == "grpc":
        return {"endpoint": endpoint, "insecure": True}
    return {"endpoint": f"{endpoint}/v1/{signal}"}


resource = Resource.create({"service.name": os.environ["SENDER"]})
traces = TracerProvider(resource=resource)
traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(**options("traces"))))
reader = PeriodicExportingMetricReader(OTLPMetricExporter(**options("metrics")), export_interval_millis=600_000)
metrics = MeterProvider(resource=resource, metric_readers=[reader])
logs = LoggerProvider(resource=resource)
logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter(**options("logs"))))
logger = logging.getLogger("sender")
logger.addHandler(LoggingHandler(logger_provider=logs))
logger.setLevel(logging.INFO)
counter = metrics.get_meter("sender").create_counter("sender.items")
tracer = traces.get_tracer("sender")
for number in range(count):
    with tracer.start_as_current_span(f"span {number}"):
        logger.info("record %d", number)
        counter.add(1)
for provider in (traces, metrics, logs):
    provider.shutdown()
