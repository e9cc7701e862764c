// The engine's own copy of its configuration, sealed, so that it receives and delivers before the console is there, and without a
// database. A copy that cannot be opened is none: the console hands over a new one.
import { readFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { EngineConfiguration } from "#lib/engine/protocol";
import { log } from "#lib/log";
import { seal, unseal } from "#lib/seal";

export type ConfigurationCopy = {
  read(): EngineConfiguration | null;
  /** Resolves when it is on disk; a disk that does not take it is logged. */
  write(configuration: EngineConfiguration): Promise<void>;
  flush(): Promise<void>;
};

const context = "engine configuration";

/** `key` is asked for each time: the console may make it only after the engine began. */
export function configurationCopy(path: string, key: () => Buffer | null): ConfigurationCopy {
  let writing = Promise.resolve();
  let written = "";
  const replace = async (text: string) => {
    const sealingKey = key();
    if (sealingKey === null || text === written) return;
    try {
      const file = await open(`${path}.tmp`, "w", 0o600);
      await file
        .writeFile(seal(sealingKey, text, context))
        .then(() => file.sync())
        .finally(() => file.close());
      await rename(`${path}.tmp`, path);
      written = text;
    } catch (error) {
      log.warn("The engine's copy of its configuration could not be written", { error });
    }
  };
  return {
    read() {
      const sealingKey = key();
      const text = sealingKey && unseal(sealingKey, sealedText(path), context);
      if (!text) return null;
      const parsed = EngineConfiguration.safeParse(JSON.parse(text));
      if (!parsed.success) return null;
      written = text;
      return parsed.data;
    },
    write(configuration) {
      writing = writing.then(() => replace(JSON.stringify(configuration)));
      return writing;
    },
    flush: () => writing,
  };
}

function sealedText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
