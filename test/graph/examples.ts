// Checks the example of a rule as `check` would: the configuration read, all documents read together, compiled.

import {compile} from '../../src/graph/compile.ts'
import type {Diagnostic} from '../../src/graph/diagnostic.ts'
import type {RuleSettings} from '../../src/graph/lint.ts'
import type {Rule} from '../../src/graph/rule.ts'
import type {ExampleFiles} from '../../src/graph/rules/example.ts'
import {repairText} from '../../src/plan/encoding.ts'
import type {PlanDocument} from '../../src/plan/format.ts'
import {readPlan} from '../../src/plan/read.ts'
import {readConfig} from '../../src/service/config.ts'
import {CONFIG_FILE} from '../../src/service/config-file.ts'

export interface Checked {
  /** As they are shown. */
  readonly files: ExampleFiles
  readonly diagnostics: readonly Diagnostic[]
}

/** Some formats cannot say how their tasks are checked, and every cycle leads forward: for the examples of these rules alone. */
const QUIET: RuleSettings = {'task-without-gate': 'off', 'manual-step': 'off', 'forward-reference': 'off'}

export const checkExample = (rule: Rule, side: 'wrong' | 'right'): Checked => {
  const {[CONFIG_FILE]: settings = '', ...documents} = filesOf(rule, side)
  const shown = Object.entries(documents).map(([file, text]) => [file, repairText(text).text] as const)
  const texts = Object.fromEntries(shown)
  const files = {...texts, [CONFIG_FILE]: settings}
  const config = readConfig(settings)
  if (!config.ok) return {files, diagnostics: config.error.diagnostics ?? []}
  const draft = readPlan(Object.entries(documents).map(documentOf))
  if (!draft.ok) return {files, diagnostics: draft.error}
  const {
    config: {rules = {}},
    overrides,
  } = config.value
  const options = {rules: rule.id in QUIET ? rules : {...QUIET, ...rules}, overrides, texts}
  return {files, diagnostics: compile(draft.value, options).diagnostics}
}

/** A name with a directory was found in it, as when the user names the directory. */
const documentOf = ([file, text]: readonly [string, string]): PlanDocument => {
  const directory = file.slice(0, file.lastIndexOf('/') + 1)
  return {file, text, ...(directory === '' ? {} : {foundIn: directory})}
}

const KEEL = '### T1: Lay the keel\n**Verify:** `test -d keel`\n'

/** What the examples that are words stand for. */
const MEANT: {readonly [rule: string]: {readonly wrong: ExampleFiles; readonly right: ExampleFiles}} = {
  'too-large': {
    wrong: {'plan.md': `${KEEL}${'-'.repeat(8 * 1024 * 1024)}\n`},
    right: {'keel.md': KEEL, 'mast.md': '### T2: Raise the mast\n**Verify:** `test -d mast`\n'},
  },
  'not-a-plan': {
    wrong: {'docs/notes.md': 'Rain all day.\n', 'docs/plan.md': KEEL},
    right: {'docs/plan.md': KEEL},
  },
}

const filesOf = (rule: Rule, side: 'wrong' | 'right'): ExampleFiles => {
  const {[side]: example} = rule
  const files = typeof example === 'string' ? MEANT[rule.id]?.[side] : example
  if (files === undefined)
    throw new Error(`the ${side} example of ${rule.id} is words; say here what they mean`)
  return files
}
