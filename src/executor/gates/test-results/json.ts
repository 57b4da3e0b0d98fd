// Test results as the JSON of jest, which vitest writes, too.

import {z} from 'zod'
import type {ReadResults} from './notation.ts'

const shape = z.looseObject({
  testResults: z.array(
    z.looseObject({
      name: z.string().optional(),
      status: z.string().optional(),
      assertionResults: z.array(
        z.looseObject({status: z.string(), fullName: z.string().optional(), title: z.string().optional()}),
      ),
    }),
  ),
})

export const readJson: ReadResults = text => {
  const parsed = shape.safeParse(parse(text))
  if (!parsed.success) return undefined
  const tests = parsed.data.testResults.flatMap(({assertionResults}) => assertionResults)
  const failed = tests.filter(({status}) => status === 'failed')
  const passed = tests.filter(({status}) => status === 'passed').length
  // A file that cannot be loaded has failed without any test of it.
  const unloaded = parsed.data.testResults.filter(
    ({status, assertionResults}) =>
      status === 'failed' && !assertionResults.some(test => test.status === 'failed'),
  )
  return {
    passed,
    failed: failed.length + unloaded.length,
    skipped: tests.length - passed - failed.length,
    failures: [
      ...unloaded.map(({name = 'a test file'}) => `${name} (could not be loaded)`),
      ...failed.map(({fullName, title = ''}) => fullName ?? title),
    ],
  }
}

/** A runner may print lines of its own before it. */
const parse = (text: string): unknown => {
  const start = text.startsWith('{') ? 0 : text.indexOf('\n{') + 1
  if (text[start] !== '{') return undefined
  try {
    return JSON.parse(text.slice(start))
  } catch {
    return undefined
  }
}
