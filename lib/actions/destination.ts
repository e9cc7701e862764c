"use server";
import type { Destination, ProbedDestination, SavedDestination } from "#lib/destination/schema";
import { fail, type Result } from "#lib/result";

export async function saveDestination(_submission: {
  id?: string;
  revision?: number;
  destination: Destination;
  test: boolean;
}): Promise<Result<{ destination: SavedDestination; probe: Result<{ id: string }> | null }>> {
  return fail("unavailable", "Not built yet");
}

export async function testDestination(_submission: {
  id?: string;
  destination: ProbedDestination;
  sdk?: boolean;
}): Promise<Result<{ id: string }>> {
  return fail("unavailable", "Not built yet");
}

export async function switchDestination(_submission: {
  id: string;
  enabled: boolean;
}): Promise<Result<SavedDestination>> {
  return fail("unavailable", "Not built yet");
}

export async function deleteDestination(_submission: { id: string }): Promise<Result<{ undoUntil: string }>> {
  return fail("unavailable", "Not built yet");
}

export async function undeleteDestination(_submission: { id: string }): Promise<Result<SavedDestination>> {
  return fail("unavailable", "Not built yet");
}
