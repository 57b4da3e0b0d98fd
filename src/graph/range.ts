// What `T1-T4` means. Knows only ids and their order.

import type {TaskId} from './task.ts'

export type Range = (from: TaskId, to: TaskId) => readonly TaskId[]

/**
 * Gives the ids from one to the other, both included, in plan order. Ids that differ in their last number alone are
 * counted: `T1-T4` never takes in a T16 that the plan happens to place between them. Others are taken by their order in
 * the plan. Empty if the range runs backwards or an end is missing.
 */
export const rangesOver = (ids: readonly TaskId[]): Range => {
  const families = new Map<string, Numbered[]>()
  for (const id of ids) {
    const found = numbered(id)
    const family = families.get(found.stem)
    if (family === undefined) families.set(found.stem, [found])
    else family.push(found)
  }
  return (from, to) => {
    const [first, last] = [numbered(from), numbered(to)]
    if (first.number === undefined || last.number === undefined || first.stem !== last.stem) {
      const start = ids.indexOf(from)
      return start === -1 ? [] : ids.slice(start, ids.indexOf(to) + 1)
    }
    const family = families.get(first.stem) ?? []
    return family.flatMap(found => (isBehind(found, first) && isBehind(last, found) ? [found.id] : []))
  }
}

interface Numbered {
  readonly id: TaskId
  readonly stem: string
  readonly number?: number
  /** `b` in `T51b`, which stands between `T51` and `T52`. */
  readonly suffix: string
}

const isBehind = (a: Numbered, b: Numbered): boolean => {
  const [first = Number.NaN, second = Number.NaN] = [a.number, b.number]
  return first === second ? a.suffix >= b.suffix : first > second
}

/** `T-012` is number 12 of `T-`. */
const numbered = (id: TaskId): Numbered => {
  const [all, digits = '', suffix = ''] = /(?<![0-9])([0-9]+)([A-Za-z]?)$/.exec(id) ?? []
  return all === undefined
    ? {id, stem: id, suffix: ''}
    : {id, stem: id.slice(0, -all.length), number: Number(digits), suffix}
}
