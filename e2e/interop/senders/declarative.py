# Starts the SDK for Python with the declarative configuration of a file, sends one of each signal, and ends.
import sys
from opentelemetry.configuration import configure_sdk, load_config_file
from opentelemetry import trace, metrics
from opentelemetry._logs import get_logger_provider, LogRecord
configure_sdk(load_config_file(sys.argv[1]))
with trace.get_tracer("t").start_as_current_span("python-span"): pass
m = metrics.get_meter("m"); m.create_counter("c").add(5); m.create_histogram("h").record(2)
p = get_logger_provider()
p.get_logger("l").emit(LogRecord(body="hello"))
for x in (trace.get_tracer_provider(), metrics.get_meter_provider(), p): x.shutdown()
print("ok")
