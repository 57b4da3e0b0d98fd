// The notations of test results that can be read. A new one is a file and a line here; what is told apart by its beginning comes first.

import {readJson} from './json.ts'
import {readJUnit} from './junit.ts'
import type {ReadResults, TestResults} from './notation.ts'
import {readSummary} from './summary.ts'
import {readTap} from './tap.ts'

const READERS: readonly ReadResults[] = [readJUnit, readJson, readTap, readSummary]

/** Undefined where nothing tells of tests. */
export const readResults = async (text: string): Promise<TestResults | undefined> => {
  for (const read of READERS) {
    const results = await read(text)
    if (results !== undefined) return results
  }
  return undefined
}
