// A tree to judge or to work in, a pool, and the plainest graph data, for the tests of gates and agents.

import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {onTestFinished} from 'vitest'
import type {Location} from '../../src/graph/diagnostic.ts'
import type {Gate, Output, Step, Task} from '../../src/graph/task.ts'
import {ProcessPool} from '../../src/system/process.ts'
import {temporaryDirectory} from '../system/temporary.ts'

export const HERE: Location = {file: 'plan.md', line: 1, column: 1}

export const step = (command: string, more: Partial<Step> = {}): Step => ({
  name: command.split('\n')[0] ?? '',
  command,
  kind: 'check',
  expect: 'success',
  location: HERE,
  ...more,
})

export const gate = (type: string, more: Partial<Gate> = {}): Gate => ({
  name: type,
  type,
  steps: [],
  parameters: {},
  location: HERE,
  ...more,
})

export const output = (path: string, more: Partial<Output> = {}): Output => ({
  path,
  intent: 'create',
  location: HERE,
  ...more,
})

export const task = (more: Partial<Task> = {}): Task => ({
  id: 'T1',
  title: 'Write it',
  priority: 'MEDIUM',
  dependencies: [],
  inputs: [],
  outputs: [],
  gates: [],
  relatedDocs: [],
  instruction: 'Write it.\n',
  source: {file: 'plan.md', line: 1, endLine: 2},
  ...more,
})

/** `tree` is to be judged or worked in; logs lie beside it. */
export const rig = () => {
  const root = temporaryDirectory()
  const tree = join(root, 'tree')
  mkdirSync(tree)
  const processes = new ProcessPool({graceMs: 150})
  onTestFinished(() => processes.close())
  return {
    root,
    tree,
    processes,
    write: (path: string, text: string): void => {
      mkdirSync(dirname(join(tree, path)), {recursive: true})
      writeFileSync(join(tree, path), text)
    },
    read: (path: string): string => readFileSync(join(tree, path), 'utf8'),
  }
}
