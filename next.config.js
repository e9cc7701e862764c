// How Next builds the console. What a request needs (headers, limits, hosts) is lib/console, not here.

/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  productionBrowserSourceMaps: false,
  devIndicators: false,
  images: { unoptimized: true },
  // `npm run check` does this, for tests too, in a second.
  typescript: { ignoreBuildErrors: true },
  // Pages load when they are asked for: 3 MB less for an idle console, and a sooner start.
  experimental: { preloadEntriesOnStart: false },
  // A browser asks for it by itself where an answer is no page: an API's JSON, a download.
  redirects: async () => [{ source: "/favicon.ico", destination: "/logo.svg", permanent: false }],
  // One copy in the process, shared with lib/console and lib/runtime.
  serverExternalPackages: ["better-auth", "kysely", "pg", "zod"],
};
