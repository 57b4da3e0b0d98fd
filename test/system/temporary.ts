// A directory of its own for each test, removed with it.

import {mkdtempSync, realpathSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {onTestFinished} from 'vitest'

/** The name holds a blank and a quote: every path of a test goes through whatever quoting there is. */
export const temporaryDirectory = (): string => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "agent-spawn it's ")))
  onTestFinished(() => rmSync(path, {recursive: true, force: true}))
  return path
}
