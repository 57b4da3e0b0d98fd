// The format of `task-dispatcher.yaml`, by hand or as compiled here. The reading itself is the graph's.

import {SECTIONS} from '../../graph/yaml/shape.ts'
import {readYaml} from '../../graph/yaml.ts'
import type {Format} from '../format.ts'

/** The first line that says something opens a section: a Markdown heading is a comment to YAML, prose is no key. */
const OPENING = new RegExp(
  String.raw`^(?:\uFEFF?[ \t]*(?:#.*|---.*|%.*)?\r?\n)*\uFEFF?["'{ ]*(?:${SECTIONS.join('|')})["']?[ \t]*:`,
)

export const yaml: Format = {
  name: 'yaml',
  looksFor: 'YAML sections such as `dispatcher:` or `taskGroups:`',
  comments: 'hash',
  matches: ({text}) => OPENING.test(text),
  read: readYaml,
}
