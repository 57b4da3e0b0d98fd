// The files that a task's sentence says it writes: "Create the client in `src/client.ts`". Words decide what is done to them.

import type {Output, OutputIntent} from '../graph/task.ts'
import {locatePassage, type Passage} from './passage.ts'
import {isPath, withoutLines} from './paths.ts'
import type {Sheet} from './sheet.ts'

/** Tasks that look at files and write none. */
const LOOKS =
  /^(?:\*\*)?(?:run|re-?run|execute|verify|validate|check|confirm|ensure|review|read|inspect|audit|measure|manual(?:ly)?|test\s+that|核对|执行|运行|验证|检查|确认|確認|実行|検証)/iu
const REMOVES = /^(?:\*\*)?(?:remove|delete|drop|删除|移除|削除|eliminar|entferne|lösche)/iu
const CHANGES =
  /^(?:\*\*)?(?:update|modify|change|edit|extend|refactor|fix|rename|add|register|wire|connect|integrate|replace|port|修改|更新|扩展|追加)/iu

const PATH =
  /`([^`\s]{1,300})`|(?<![\p{L}\p{N}_./@:-])((?:[\w.@-]+\/){1,12}[\w.*-]{1,100}\.[A-Za-z][A-Za-z0-9]{0,9})(?![\w/])/gu

/** Each path once. None of a sentence that only looks. */
export const pathsInSentence = (sheet: Sheet, passage: Passage): Output[] => {
  const {text} = passage
  if (LOOKS.test(text)) return []
  const intent: OutputIntent = REMOVES.test(text) ? 'delete' : CHANGES.test(text) ? 'modify' : 'create'
  const outputs = new Map<string, Output>()
  for (const found of text.matchAll(PATH)) {
    const path = withoutLines(found[1] ?? found[2] ?? '')
    if (!isFile(path) || outputs.has(path)) continue
    const at = found.index + (found[1] === undefined ? 0 : 1)
    outputs.set(path, {path, intent, location: locatePassage(sheet, passage, at, at + path.length)})
  }
  return [...outputs.values()]
}

/** With a folder and an extension: an address, a type or a bare name in a sentence may be anything. */
const isFile = (path: string): boolean =>
  isPath(path) &&
  /^[^/].*\/[^/]*\.[A-Za-z][A-Za-z0-9]{0,9}$/.test(path) &&
  !/^[\w-]+(?:\.[\w-]+)+\.(?:com|org|net|io|dev)\//.test(path)
