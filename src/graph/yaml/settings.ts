// What a YAML plan says of how it wants to be run. Knows the keys of `dispatcher`, `execution` and `settings`.

import type {PlanSettings} from '../task.ts'

/** Sections that nothing here reads whole, but a plan printed again should still have. */
const KEPT = ['dispatcher', 'execution', 'successCriteria', 'rollback'] as const

/** Keys of `dispatcher` that a printed plan states anew. */
const RESTATED = ['phase', 'totalTasks', 'sources', 'order']

/** Of our output's shape; a plan that states another version keeps it. */
export const VERSION = 1

/** The sections as they are, `dispatcher` without what the graph knows itself. */
export const documentsOf = (sections: ReadonlyMap<string, unknown>): PlanSettings['documents'] =>
  Object.fromEntries(
    KEPT.flatMap(name => {
      const section = name === 'dispatcher' ? unstated(sections.get(name)) : sections.get(name)
      return section === undefined || section === null ? [] : [[name, section]]
    }),
  )

const unstated = (dispatcher: unknown): unknown => {
  const kept = Object.entries(asRecord(dispatcher)).filter(
    ([key, value]) => !RESTATED.includes(key) && !(key === 'version' && value === VERSION),
  )
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

/** The settings that the kept sections amount to. A value of the wrong kind amounts to nothing. */
export const settingsOf = (documents: PlanSettings['documents']): Omit<PlanSettings, 'documents'> => {
  const dispatcher = asRecord(documents.dispatcher)
  const execution = asRecord(documents.execution)
  const spawning = asRecord(execution.agentSpawning)
  const maxConcurrent = wholeNumber(dispatcher.maxConcurrentAgents, 1)
  const runLimitMs = clockMs(spawning.timeout)
  const maxRetries = wholeNumber(spawning.maxRetries, 0)
  const gateGroups = asRecord(execution.validation).gateBeforeNextPhase
  return {
    ...(maxConcurrent === undefined ? {} : {maxConcurrent}),
    ...(runLimitMs === undefined ? {} : {runLimitMs}),
    ...(maxRetries === undefined ? {} : {maxRetries}),
    ...(typeof gateGroups === 'boolean' ? {gateGroups} : {}),
    ...(spawning.fallback === 'human-review' ? {onExhausted: 'needs-review'} : {}),
  }
}

export const asRecord = (value: unknown): {readonly [key: string]: unknown} =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? {...value} : {}

const wholeNumber = (value: unknown, least: number): number | undefined =>
  Number.isSafeInteger(value) && Number(value) >= least ? Number(value) : undefined

const UNIT_MS: {readonly [unit: string]: number} = {s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000}

/** `6 hours per task`. By the clock: a day has 24 hours here, unlike a day of work. */
export const clockMs = (value: unknown): number | undefined => {
  if (typeof value !== 'string') return undefined
  const [, amount, unit = ''] =
    /^\s*(\d{1,6}(?:\.\d{1,3})?)\s*(s|m|h|d)(?:ec(?:ond)?s?|in(?:ute)?s?|(?:ou)?rs?|ays?)?\b/i.exec(value) ??
    []
  const ms = Number(amount) * (UNIT_MS[unit.toLowerCase()] ?? Number.NaN)
  return ms > 0 ? Math.round(ms) : undefined
}
