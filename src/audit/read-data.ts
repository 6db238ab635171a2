import type { Json, JsonObject } from '../core/json.ts';

/*
 * Reads what records say of their events without trusting that they say it: a report must be possible over records of
 * every release, so what is missing or has another shape is absent, never a failure.
 */

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textIn = (data: JsonObject, name: string): string | null => {
  const value = data[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

export const numberIn = (data: JsonObject, name: string): number | null => {
  const value = data[name];
  return typeof value === 'number' ? value : null;
};

export const objectIn = (data: JsonObject, name: string): JsonObject => {
  const value = data[name];
  return isObject(value) ? value : {};
};

export const listIn = (data: JsonObject, name: string): readonly Json[] => {
  const value = data[name];
  return Array.isArray(value) ? (value as readonly Json[]) : [];
};

export const textsIn = (data: JsonObject, name: string): readonly string[] =>
  listIn(data, name).filter((item) => typeof item === 'string');

export const objectsIn = (data: JsonObject, name: string): readonly JsonObject[] =>
  listIn(data, name).filter(isObject);
