// What an agent says of its usage and of its provider's limit, in the output of each kind. Nothing else that it says counts.

import type {Usage} from '../../run/event.ts'

export interface Said {
  readonly usage?: Usage
  /** The provider's usage limit is reached, and this is what ended the agent. */
  readonly limit?: Limit
}

export interface Limit {
  /** Epoch milliseconds, if it says so. */
  readonly resetsAt?: number
}

export type JsonObject = {readonly [key: string]: unknown}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The lines that are JSON objects, in order. Others are notices and stray output; the first may be cut. */
export const jsonLines = (output: string): readonly JsonObject[] =>
  output.split('\n').flatMap(line => {
    if (!line.startsWith('{')) return []
    try {
      const value: unknown = JSON.parse(line)
      return isObject(value) ? [value] : []
    } catch {
      return []
    }
  })

/** What stands at the end of a path of keys; undefined where there is none. */
export const valueAt = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((found, key) => (isObject(found) ? found[key] : undefined), value)

/** The sum of what is a number among them; undefined if nothing is. */
export const total = (...values: readonly unknown[]): number | undefined => {
  const numbers = values.filter(isNumber)
  return numbers.length === 0 ? undefined : numbers.reduce((sum, value) => sum + value, 0)
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Without what is not known; undefined if nothing is. */
export const usageOf = (found: {readonly [key in keyof Usage]: number | undefined}): Usage | undefined => {
  const known = Object.entries(found).filter(([, value]) => value !== undefined)
  return known.length === 0 ? undefined : Object.fromEntries(known)
}

export const said = (usage: Usage | undefined, limit: Limit | undefined): Said => ({
  ...(usage === undefined ? {} : {usage}),
  ...(limit === undefined ? {} : {limit}),
})

/** `resetsAt` as it may be unknown. */
export const limitUntil = (resetsAt: number | undefined): Limit =>
  resetsAt === undefined || Number.isNaN(resetsAt) ? {} : {resetsAt}
