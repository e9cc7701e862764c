// Outspan's own figures for Prometheus, at the address that every scraper tries first.
import { otherMethods } from "#lib/api/other-methods";
import { scrape } from "#lib/api/scrape";

export const dynamic = "force-dynamic";

export const GET = scrape;

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("GET");
