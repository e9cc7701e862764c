// What is news and what is not, on a clock of the test's own.
import { describe, expect, test } from "vitest";
import type { State } from "#lib/destination/status";
import { createIncidents, type Incidents, type Observed, type SavedIncidents } from "#lib/engine/notice/incidents";

const start = 1_000_000;
const none = { queued: 0, oldestAtMs: null, lastSuccessAtMs: null };

function watched(saved: SavedIncidents | null = null, startMs = start) {
  const incidents: Incidents = createIncidents(saved, startMs);
  let nowMs = startMs;
  let news: string[] = [];
  return {
    incidents,
    /** Once a second for so long. */
    is(state: State | null, seconds: number, lane: Partial<Observed["lanes"][number]> = {}) {
      for (let second = 0; second < seconds; second++) {
        const all = state === null ? [] : [{ id: "a", state, lanes: [{ ...none, ...lane }] }];
        news.push(...incidents.observe(all, nowMs).map(({ event, troubles }) => [event, ...troubles].join(" ")));
        nowMs += 1000;
      }
    },
    now: () => nowMs,
    news() {
      const told = news;
      news = [];
      return told;
    },
  };
}

describe("one message an incident", () => {
  test("refused is told at once and once, well again after 10 s", () => {
    const one = watched();
    one.is("delivering", 5);
    expect(one.news()).toEqual([]);
    one.is("refused", 1);
    expect(one.news()).toEqual(["refused refused"]);
    one.is("refused", 600);
    one.is("delivering", 10);
    expect(one.news()).toEqual([]);
    one.is("nothing_to_send", 1);
    expect(one.news()).toEqual(["recovered refused"]);
    one.is("delivering", 100);
    expect(one.news()).toEqual([]);
  });

  test("from refused to backlogged there is no second message, and the end tells of both", () => {
    const one = watched();
    one.is("refused", 5);
    one.is("retrying", 5);
    one.is("backlogged", 5);
    one.is("refused", 5);
    one.is("delivering", 11);
    expect(one.news()).toEqual(["refused refused", "recovered refused backlogged"]);
  });

  test("retrying alone is no news, and does not end an incident", () => {
    const one = watched();
    one.is("retrying", 300);
    expect(one.news()).toEqual([]);
    one.is("backlogged", 1);
    one.is("delivering", 9);
    one.is("retrying", 300);
    one.is("delivering", 9);
    expect(one.news()).toEqual(["backlogged backlogged"]);
  });
});

describe("flapping is one incident", () => {
  test("a short relapse within 60 s of the recovery is not told at all", () => {
    const one = watched();
    one.is("refused", 1);
    one.is("delivering", 20);
    expect(one.news()).toEqual(["refused refused", "recovered refused"]);
    one.is("refused", 5);
    one.is("delivering", 600);
    expect(one.news()).toEqual([]);
  });

  test("one that stays is told when the 60 s are over, and its end only after 60 s of being well", () => {
    const one = watched();
    one.is("refused", 1);
    one.is("delivering", 20);
    one.news();
    one.is("refused", 40);
    expect(one.news()).toEqual([]);
    one.is("refused", 2);
    expect(one.news()).toEqual(["refused refused"]);
    for (let round = 0; round < 50; round++) {
      one.is("delivering", 30);
      one.is("refused", 10);
    }
    one.is("delivering", 60);
    expect(one.news()).toEqual([]);
    one.is("delivering", 1);
    expect(one.news()).toEqual(["recovered refused"]);
  });

  test("after more than 60 s of being well it is another incident, told at once", () => {
    const one = watched();
    one.is("refused", 1);
    one.is("delivering", 61);
    one.news();
    one.is("refused", 1);
    expect(one.news()).toEqual(["refused refused"]);
  });
});

describe("off, paused and deleted end an incident without a message", () => {
  test.each(["off", "paused", null] as const)("%s", (state) => {
    const one = watched();
    one.is("refused", 5);
    one.news();
    one.is(state, 2);
    one.is("delivering", 100);
    expect(one.news()).toEqual([]);
    one.is("refused", 1);
    expect(one.news()).toEqual(["refused refused"]);
  });
});

describe("a restart", () => {
  test("neither repeats the beginning nor loses the end", () => {
    const before = watched();
    before.is("refused", 5);
    const saved = JSON.parse(JSON.stringify(before.incidents.saved()));
    const after = watched(saved, before.now() + 3600_000);
    after.is("refused", 5);
    expect(after.news()).toEqual([]);
    after.is("delivering", 11);
    expect(after.news()).toEqual(["recovered refused"]);
  });

  test("what waits must have been accepted again before it is well: a fresh engine has not failed yet, and knows nothing", () => {
    const before = watched();
    before.is("refused", 5);
    const after = watched(before.incidents.saved(), before.now());
    after.is("delivering", 100, { queued: 7, lastSuccessAtMs: start });
    expect(after.news()).toEqual([]);
    after.is("delivering", 11, { queued: 7, lastSuccessAtMs: after.now() });
    expect(after.news()).toEqual(["recovered refused"]);
  });

  test("a recovery that was just told keeps a relapse quiet, and a clock set back keeps nothing quiet for long", () => {
    const before = watched();
    before.is("refused", 1);
    before.is("delivering", 11);
    const saved = before.incidents.saved();
    const after = watched(saved, before.now());
    after.is("refused", 5);
    expect(after.news()).toEqual([]);
    const earlier = watched(saved, start - 3600_000);
    earlier.is("refused", 1);
    expect(earlier.news()).toEqual(["refused refused"]);
  });
});

describe("an outage", () => {
  const waits = { queued: 3, oldestAtMs: start };

  test("a server that is away for hours is told of once, when what waits is five minutes old, and its return too", () => {
    const one = watched();
    one.is("retrying", 301, waits);
    expect(one.news()).toEqual([]);
    one.is("retrying", 4 * 3600, waits);
    expect(one.news()).toEqual(["retrying retrying"]);
    one.is("refused", 10, waits);
    one.is("delivering", 11);
    expect(one.news()).toEqual(["recovered retrying refused"]);
  });

  test("one that is back within five minutes, or while nothing waits, is no news", () => {
    const one = watched();
    one.is("retrying", 290, waits);
    one.is("delivering", 60);
    one.is("retrying", 3600);
    one.is("delivering", 60);
    expect(one.news()).toEqual([]);
  });

  test("old telemetry of a destination that delivers is no outage", () => {
    const one = watched();
    one.is("delivering", 600, waits);
    expect(one.news()).toEqual([]);
  });
});
