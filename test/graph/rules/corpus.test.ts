// What people who read the documents of the corpus found contradictory in them, each with the lines of both places, written down by
// hand after reading. Every document with such a note stands here, unless nothing in it can be proved.

import {readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {compile} from '../../../src/graph/compile.ts'
import {readPlan} from '../../../src/plan/read.ts'
import {isCorpusThere, SKIPPED} from '../../plan/corpus.ts'

const CORPUS = new URL('../../../../shared/corpus/', import.meta.url)

/** Rule, line, line of the other place; a name that leads nowhere has no other place. */
type Wanted = readonly [rule: string, line: number, related?: number]

const CONTRADICTIONS: {readonly [file: string]: readonly Wanted[]} = {
  'atomic/unknown__redfish-game__phase-1-5-frontend.md': [
    ['status-drift', 3, 21],
    ['unknown-dependency', 22],
    ['unknown-dependency', 35],
    ['shared-output', 37, 24],
  ],
  'atomic/unknown__aragon-te-espera__roadmap-es.md': [
    ['external-dependency', 46],
    ['external-dependency', 118],
  ],
  'atomic/unknown__entity-role-preassign__tasks.md': [['overview-drift', 133, 128]],
  'atomic/unknown__podcast-lazyload__req-zh.md': [['status-drift', 8, 128]],
  'atomic/unknown__specrails__backlog-sync-conflict.md': [['shared-output', 188, 62]],
  'atomic/EyosiyasMekbib__world-bingo__tasks-by-dependency.md': [
    ['group-internal', 69, 205],
    ['group-internal', 71, 207],
    ['group-internal', 88, 216],
    ['group-internal', 104, 224],
    ['group-internal', 109, 229],
    ['group-internal', 127, 240],
    ['group-internal', 128, 241],
    ['group-internal', 158],
    ['forward-reference', 128, 129],
    ['second-number-twice', 157, 90],
    ['dependency-drift', 270, 185],
    ['task-count-wrong', 275, 185],
    ['declared-count', 277, 296],
    ['declared-count', 298, 338],
    ['declared-count', 340, 351],
    ['critical-path-wrong', 366, 244],
    ['critical-path-wrong', 366, 185],
  ],
  'spec-kit/SeiyaIwabuchi__solo-dev-quest-app__001-user-auth.md': [
    ['task-count-wrong', 10, 300],
    ['declared-count', 12, 300],
    ['declared-count', 364, 300],
    ['parallel-conflict', 102, 101],
    ['parallel-conflict', 138, 137],
    ['parallel-conflict', 144, 143],
    ['parallel-conflict', 250, 249],
    ['overview-drift', 316, 243],
  ],
  'spec-kit/vijote__sdd-infra-v2__004-6-ccm-tag.md': [['declared-count', 5, 18]],
  'spec-kit/dsuth10__Timetable-3__012-redesign.md': [['parallel-conflict', 47, 65]],
  'spec-kit/jeremyeder__platform__001-background-coding-agent.md': [
    ['parallel-conflict', 26, 149],
    ['forward-reference', 92, 158],
    ['forward-reference', 92, 168],
    ['parallel-conflict', 109, 108],
    ['parallel-conflict', 114, 113],
    ['overview-drift', 157, 149],
    ['declared-count', 227, 137],
  ],
  'spec-kit/yxz6811__english-flashcards__001-zh.md': [['parallel-conflict', 148, 21]],
  'kiro/higress-group__himarket__sandbox-hiwork-hicoding-zh.md': [['status-drift', 188, 189]],
  'kiro/unknown__qr-code__kiro-tasks.md': [['status-drift', 9, 9]],
  'openspec/unknown__telegram-bot__two-pr-duplicate-ids.md': [
    ['duplicate-id', 60, 33],
    ['external-dependency', 125],
  ],
  'openspec/unknown__installfest-ropen__bracket-ids-wrapped.md': [
    ['shared-output', 27, 55],
    ['shared-output', 55, 47],
  ],
  'task-master/0xdesign__infinite-menu-everydays__legacy-tasks.json': [
    ['status-drift', 47, 41],
    ['over-serialised', 292, 249],
  ],
  'task-master/AlexTrappett__mpc-claude-demo-presentation__tagged-tasks.json': [
    ['shared-output', 62, 48],
    ['shared-output', 119, 104],
  ],
  'agent-plans/unknown__gsd-sidebar__001-01-PLAN-pt.md': [
    ['front-matter-drift', 10, 28],
    ['front-matter-drift', 97, 8],
    ['shared-output', 52, 97],
  ],
  'agent-plans/unknown__ailabbrains__bmad-epics.md': [['over-serialised', 42, 259]],
  'tables/unknown__jz-r2__task-dag-table.md': [['dead-end', 8, 24]],
  'tables/unknown__speedometer__gantt-mermaid.md': [['overview-drift', 39, 33]],
  'beads/jnewman__neovim-config__issues-first18lines.jsonl': [
    ['status-drift', 2, 2],
    ['status-drift', 4, 4],
    ['status-order', 14, 17],
    ['status-drift', 16, 16],
  ],
}

const found = (file: string): readonly Wanted[] => {
  const read = readPlan([{file, text: readFileSync(new URL(file, CORPUS), 'utf8')}])
  if (!read.ok) throw new Error(read.error.map(({message}) => message).join('\n'))
  return compile(read.value).diagnostics.flatMap(({rule, location, related}): Wanted[] => [
    [rule, location.line],
    ...related.map(other => [rule, location.line, other.location.line] as const),
  ])
}

for (const [file, wanted] of Object.entries(CONTRADICTIONS))
  test.skipIf(!isCorpusThere)(`S003-06: the contradictions of ${file.replace(/^.*__/, '')}${SKIPPED}`, () => {
    expect(found(file)).toEqual(expect.arrayContaining([...wanted]))
  })

/** Documents in which who read them found nothing that contradicts itself. */
const SOUND = [
  'atomic/unknown__rust-website__housekeeping-plan.md',
  'kiro/unknown__production-audit__kiro-tasks.md',
  'kiro/ekicyou__areka__dpi-scale-cc-sdd-ja.md',
  'kiro/unknown__aigc-settings__cc-sdd-zh.md',
  'openspec/unknown__backend-settings__minimal.md',
  'agent-plans/unknown__archflow__annotation-draggable-plan.md',
  'tables/unknown__deflection-pipeline__issue-chain.md',
  'tables/unknown__hya__bundle-plan-table-zh.md',
  'beads/jmirving__project-index__issues.jsonl',
]

test.skipIf(!isCorpusThere)(`no contradiction is found where there is none${SKIPPED}`, () => {
  const rules = new Set(Object.values(CONTRADICTIONS).flatMap(wanted => wanted.map(([rule]) => rule)))
  for (const file of SOUND)
    expect([file, found(file).filter(([rule]) => rules.has(rule))]).toEqual([file, []])
})
