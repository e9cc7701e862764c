// What the three services of the demo do all day: somebody checks out, the order is stored, the card is charged; now and then a card is
// declined or the bank is slow. Time and chance are arguments.
import {
  type Context,
  ROOT_CONTEXT,
  SeverityNumber,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { ToldService } from "#lib/demo/told-service";

export type Shop = Record<"web" | "orders" | "payments", ToldService>;
export type Chance = { random(): number; wait(ms: number): Promise<void> };

type Attributes = Record<string, string | number>;
type Call = { kind: SpanKind; name: string; attributes: Attributes; parent: Context };

const pages = ["/", "/products/{id}", "/search", "/cart"] as const;
const countries = ["AT", "DE", "FR", "GB", "US"] as const;
const declinedShare = 0.06;
const slowBankShare = 0.03;
const secondsBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5];

export function runShop(shop: Shop, { random, wait }: Chance) {
  const gauges = instruments(shop, random);
  const one: Day["one"] = (list) => list[Math.floor(random() * list.length)] ?? list[0];
  const takes: Day["takes"] = (ms) => wait(ms * (0.5 + random() + (random() < 0.05 ? 4 : 0)));

  const day: Day = { shop, gauges, random, one, takes };

  async function checkout(): Promise<void> {
    const order = Math.floor(random() * 1e8).toString(36);
    const amount = Math.round(500 + random() * 20_000) / 100;
    const country = one(countries);
    await request(gauges, null, shop.web, { method: "POST", route: "/checkout" }, ROOT_CONTEXT, async (context) => {
      line(shop.web, context, "INFO", "Checkout begun", { "order.id": order, country });
      await takes(8);
      await request(gauges, shop.web, shop.orders, { method: "POST", route: "/orders" }, context, async (inner) => {
        const attributes = {
          "db.system.name": "postgresql",
          "db.operation.name": "INSERT",
          "db.collection.name": "orders",
        };
        await within(shop.orders, { kind: SpanKind.CLIENT, name: "INSERT orders", attributes, parent: inner }, () =>
          takes(6),
        );
        await charge(day, inner, order, amount);
        gauges.orders.add(1, { country });
        gauges.stock.add(-1, { warehouse: one(["vienna", "leeds"]) });
        line(shop.orders, inner, "INFO", "Order taken", { "order.id": order, amount, country });
      });
    });
  }

  async function visit(): Promise<void> {
    const route = one(pages);
    await request(gauges, null, shop.web, { method: "GET", route }, ROOT_CONTEXT, async () => {
      await takes(route === "/search" ? 40 : 10);
    });
  }

  return {
    /** One visitor; an error of the shop is part of the show. */
    async visitor(): Promise<void> {
      await (random() < 0.4 ? checkout() : visit()).catch(() => {});
    },
    /** A delivery fills the shelves. */
    restock(): void {
      gauges.stock.add(20, { warehouse: one(["vienna", "leeds"]) });
      line(shop.orders, ROOT_CONTEXT, "INFO", "Shelves filled", { items: 20 });
    },
  };
}

/** One instrument of each kind, and what every server has. */
function instruments(shop: Shop, random: () => number) {
  const servers = new Map(
    Object.values(shop).map((service) => {
      const { meter } = service;
      const active = meter.createUpDownCounter("http.server.active_requests", {
        unit: "{request}",
        description: "Requests under way",
      });
      const duration = meter.createHistogram("http.server.request.duration", {
        unit: "s",
        description: "Duration of HTTP requests",
        advice: { explicitBucketBoundaries: secondsBounds },
      });
      const memory = meter.createObservableGauge("shop.memory.utilization", {
        unit: "1",
        description: "Share of the memory in use",
      });
      let share = 0.3 + random() * 0.2;
      memory.addCallback((result) => {
        share = Math.min(0.95, Math.max(0.1, share + (random() - 0.5) * 0.05));
        result.observe(share);
      });
      return [service, { active, duration }] as const;
    }),
  );
  const orders = shop.orders.meter.createCounter("shop.orders", { unit: "{order}", description: "Orders taken" });
  const stock = shop.orders.meter.createUpDownCounter("shop.stock", {
    unit: "{item}",
    description: "Items on the shelves",
  });
  stock.add(500, { warehouse: "vienna" });
  stock.add(400, { warehouse: "leeds" });
  const payment = shop.payments.meter.createHistogram("shop.payment.duration", {
    unit: "s",
    description: "Duration of payments",
  });
  return {
    http(service: ToldService) {
      const found = servers.get(service);
      if (!found) throw new Error("A service without instruments");
      return found;
    },
    ...{ orders, stock, payment },
  };
}

type Instruments = ReturnType<typeof instruments>;
type Day = {
  shop: Shop;
  gauges: Instruments;
  random(): number;
  one<T>(list: readonly [T, ...T[]]): T;
  takes(ms: number): Promise<void>;
};

async function charge(
  { shop, gauges, random, one, takes }: Day,
  context: Context,
  order: string,
  amount: number,
): Promise<void> {
  await request(
    gauges,
    shop.orders,
    shop.payments,
    { method: "POST", route: "/charges" },
    context,
    async (inner, span) => {
      const isSlow = random() < slowBankShare;
      const startedAt = performance.now();
      const bank = {
        kind: SpanKind.CLIENT,
        name: "bank authorize",
        attributes: { "peer.service": "bank" },
        parent: inner,
      };
      await within(shop.payments, bank, () => takes(isSlow ? 900 : 60));
      gauges.payment.record((performance.now() - startedAt) / 1000, { "payment.method": one(["card", "wallet"]) });
      if (isSlow) line(shop.payments, inner, "WARN", "The bank was slow to answer", { "order.id": order });
      if (random() >= declinedShare) return;
      const declined = new Error("Card declined: insufficient funds");
      span.recordException(declined);
      line(shop.payments, inner, "ERROR", declined.message, {
        "order.id": order,
        "exception.type": "CardDeclined",
        amount,
      });
      throw declined;
    },
  );
}

/** One piece of work of a service as a span around it. */
async function within<T>(
  service: ToldService,
  call: Call,
  work: (context: Context, span: Span) => Promise<T>,
): Promise<T> {
  const span = service.tracer.startSpan(call.name, { kind: call.kind, attributes: call.attributes }, call.parent);
  try {
    return await work(trace.setSpan(call.parent, span), span);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: String(error instanceof Error ? error.message : error) });
    throw error;
  } finally {
    span.end();
  }
}

/** A request as its client and its server see it: two linked spans, and the server's metrics. */
async function request<T>(
  own: Instruments,
  from: ToldService | null,
  to: ToldService,
  route: { method: string; route: string },
  parent: Context,
  work: (context: Context, span: Span) => Promise<T>,
): Promise<T> {
  const attributes = { "http.request.method": route.method, "http.route": route.route };
  const name = `${route.method} ${route.route}`;
  const serve = (context: Context) => {
    const { active, duration } = own.http(to);
    const startedAt = performance.now();
    active.add(1, { "http.request.method": route.method });
    let status = 200;
    return within(to, { kind: SpanKind.SERVER, name, attributes, parent: context }, async (inner, span) => {
      try {
        return await work(inner, span);
      } catch (error) {
        status = 500;
        throw error;
      } finally {
        span.setAttribute("http.response.status_code", status);
        active.add(-1, { "http.request.method": route.method });
        const labels = { ...attributes, "http.response.status_code": status };
        duration.record((performance.now() - startedAt) / 1000, labels);
      }
    });
  };
  if (from === null) return serve(parent);
  return within(from, { kind: SpanKind.CLIENT, name: route.method, attributes, parent }, serve);
}

function line(
  service: ToldService,
  context: Context,
  severity: "INFO" | "WARN" | "ERROR",
  body: string,
  attributes: Attributes,
): void {
  const severityNumber = SeverityNumber[severity];
  service.logger.emit({ context, severityNumber, severityText: severity, body, attributes });
}
