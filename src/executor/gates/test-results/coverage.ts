// How many percent of the lines a test run has covered, whatever wrote it down.

import {z} from 'zod'
import {splitLines} from '../../../util/text.ts'
import {attributeOf, elementsOf, parseXml} from './xml.ts'

/** Undefined where the text tells of no coverage. */
export const readCoverage = async (text: string): Promise<number | undefined> =>
  istanbulSummary(text) ?? (await cobertura(text)) ?? lcov(text)

const summary = z.looseObject({total: z.looseObject({lines: z.looseObject({pct: z.number()})})})

const istanbulSummary = (text: string): number | undefined => {
  if (!text.trimStart().startsWith('{')) return undefined
  try {
    return summary.safeParse(JSON.parse(text)).data?.total.lines.pct
  } catch {
    return undefined
  }
}

const cobertura = async (text: string): Promise<number | undefined> => {
  const root = await parseXml(text)
  const [coverage] = root === undefined ? [] : elementsOf(root, 'coverage')
  const rate = coverage === undefined ? '' : attributeOf(coverage, 'line-rate')
  return rate === '' || !Number.isFinite(Number(rate)) ? undefined : Number(rate) * 100
}

const lcov = (text: string): number | undefined => {
  const lines = splitLines(text)
  const sum = (mark: string): number =>
    lines.reduce(
      (total, line) => (line.startsWith(mark) ? total + Number(line.slice(mark.length)) : total),
      0,
    )
  const found = sum('LF:')
  return found > 0 ? (sum('LH:') / found) * 100 : undefined
}
