// Finds nginx, or takes Debian's package apart without installing it. Knows nothing of what is tried with it.
import { readdirSync } from "node:fs";
import path from "node:path";
import { buildOnce, output, run } from "#e2e/interop/build-once";

/** Where the program is; null and why, where neither is to be had. */
export async function buildNginx(say: (line: string) => void): Promise<{ binary: string | null; why: string }> {
  const installed = await output("nginx", ["-v"], ".").then(
    () => true,
    () => false,
  );
  if (installed) return { binary: "nginx", why: "" };
  try {
    const version = await output("apt-cache", ["show", "--no-all-versions", "nginx"], ".");
    const binary = await buildOnce({
      title: "nginx out of its Debian package",
      madeOf: `nginx ${/^Version: (.*)$/m.exec(version)?.[1] ?? ""}`,
      make: unpack,
      kept: "unpacked/usr/sbin/nginx",
      say,
    });
    return { binary, why: "" };
  } catch (error) {
    return { binary: null, why: error instanceof Error ? error.message : String(error) };
  }
}

async function unpack(work: string): Promise<void> {
  await run("apt-get", ["download", "nginx"], work);
  const [file] = readdirSync(work).filter((name) => name.endsWith(".deb"));
  if (file === undefined) throw new Error("apt-get downloaded no package");
  await run("dpkg", ["-x", path.join(work, file), path.join(work, "unpacked")], work);
}
