// Which of a task's facts a label names. Knows no document.

import {foldName} from '../util/text.ts'

/** What a label may mean, with the spellings met in real plans, folded, a comma between each two. */
const LABELS = {
  id: `task id, id, task number, slug, 任务id, 任务编号, 编号, id da tarefa, id de tarea`,
  title: `title, task title, task name, titel, título, titulo, 标题, 任务名称, タイトル, titre, название, 제목`,
  priority: `priority, priorität, prioridad, prioridade, 优先级, 優先級, 優先度, priorité, приоритет, 우선순위`,
  effort: `
    estimated effort, effort, effort estimate, estimate, estimates, estimated time, time estimate,
    estimated duration, duration, time, size, estimated size, estimated scope, estimated hours, aufwand,
    geschätzter aufwand, dauer, estimación, estimacion, esfuerzo, esfuerzo estimado, tiempo estimado,
    duración, estimativa, esforço, tempo estimado, 预估工时, 预计工时, 预计工作量, 预估时间, 预计时间,
    工作量, 工时, 工数, 見積もり, 見積, 所要時間, effort estimé, durée, durée estimée, estimation, charge,
    оценка, трудоёмкость, срок, 예상 시간, 소요 시간, geschätzte dauer, geschätzte zeit, schätzung,
    zeitaufwand, zeitschätzung, horas, horas estimadas, duração, duração estimada, estimativa de tempo,
    估时, 耗时, 预估, 时间估算, 見積時間, 工数見積`,
  description: `
    description, summary, goal, objective, purpose, context, beschreibung, ziel, descripción, objetivo,
    descrição, 描述, 任务描述, 目标, 説明, 概要, 目的`,
  files: `
    files, file, files to create/modify, files to create / modify, files to create or modify,
    files to create and modify, files to modify/create, files to touch, files to change, files touched,
    files likely touched, files likely affected, files affected, affected files, likely files, key files,
    source files, repository targets, files_owned, files owned, owns, archivos, archivo, ficheros,
    arquivos, arquivo, dateien, datei, betroffene dateien, 文件, 涉及文件, 相关文件, 文件路径, ファイル,
    対象ファイル, fichiers, fichier, fichiers concernés, файлы, файл, 파일, archivos afectados,
    arquivos afetados, betroffene datei, files changed, file changes, files/modules, paths, path, 文件清单,
    影响文件, 変更対象ファイル, 関連ファイル`,
  created: `
    files to create, files created, new files, new file, new modules, new module, create, neue dateien,
    archivos a crear, archivos nuevos, arquivos a criar, 新建文件, 新增文件, 创建文件, 新規ファイル,
    fichiers à créer, 新文件, files to add, added files, dateien anlegen, neue datei, 作成ファイル`,
  modified: `
    files to modify, files to update, files to edit, modified files, modified_files, files_modified,
    files modified, patches, modify, zu ändernde dateien, archivos a modificar, arquivos a modificar,
    修改文件, 変更ファイル, 修正ファイル, fichiers à modifier, files to modify/update, changed files,
    geänderte dateien, archivos modificados, arquivos modificados, 改动文件, 変更するファイル`,
  tests: `test file, test files, tests to write, 测试文件, テストファイル`,
  deleted: `files to delete, files to remove, deleted files, delete, 删除文件`,
  criteria: `
    success criteria, acceptance criteria, acceptance, definition of done, done when, done,
    akzeptanzkriterien, abnahmekriterien, criterios, criterios de aceptación, critérios de aceitação,
    验收标准, 验收条件, 完成标准, 受け入れ基準, 受入基準, 完了条件, critères d'acceptation,
    критерии приёмки, критерии приемки, 완료 조건, success criterion, exit criteria, fertig wenn,
    criterios de éxito, criterios de finalización, critérios de conclusão, critérios de sucesso, 成功标准,
    完成条件, 完成定义, 达成条件`,
  dependencies: `
    dependencies, dependency, depends on, depends, dependent on, deps, prerequisites, prerequisite,
    requires, blocked by, blockedby, depends_on, task dependencies, must follow, runs after,
    status / dependencies, abhängigkeiten, abhängigkeit, abhängig von, hängt ab von, voraussetzungen,
    voraussetzung, blockiert durch, dependencias, dependencia, depende de, prerrequisitos,
    requisitos previos, bloqueado por, bloqueada por, dependências, dependência, pré-requisitos, 依赖,
    依赖任务, 依赖项, 依赖关系, 前置任务, 前置依赖, 前置条件, 依賴, 依存, 依存関係, 依存タスク, 前提タスク,
    前提条件, depends upon, dependent upon, dependencies (task ids), dependency ids, predecessors,
    predecessor, upstream tasks, upstream dependencies, needs, waits for, waits on, wait for, blocked on,
    is blocked by, hard dependencies, task dependency, pre-requisites, pre-requisite, preconditions,
    baut auf, benötigt, vorgänger, vorbedingung, vorbedingungen, setzt voraus, requiere,
    requerimientos previos, precedentes, tareas previas, prerequisitos, depende,
    pré-requisito, requer, tarefas anteriores, dépendances, dépendance, dépend de, prérequis, bloqué par,
    зависимости, зависимость, зависит от, блокируется, 의존성, 선행 작업, 의존 작업, 依赖于, 前置,
    前置依赖任务, 依赖的任务, 所依赖任务, 阻塞于, 被阻塞于, 前提, 前提作業, 先行タスク, 依存先`,
  blocks: `
    blocks, blocking, unblocks, depended on by, required by, blockiert, bloquea, bloqueia, 阻塞, 后续任务,
    ブロック, enables, downstream, downstream tasks, is required by, successors, blocker for, bloque,
    bloquea a, 被依赖, 下游任务, 阻塞任务, 後続タスク, ブロックするタスク`,
  inputs: `inputs, input, eingaben, entradas, 输入, 入力, eingabe`,
  outputs: `
    outputs, output, deliverables, ergebnisse, entregables, entregáveis, 输出, 交付物, 成果物,
    output files, output file, artifacts, artefacts, ergebnis, ausgabe, salidas, saídas, livrables, 产出,
    产出物, 出力`,
  validation: `
    validation, validation steps, validation commands, verification, verification steps,
    verification commands, verify, validierung, prüfung, validación, verificación, validação, verificação,
    验证, 验证步骤, 验证命令, 検証, 確認方法, verify with, verification command, test commands,
    test command, how to verify, checks, check, prüfschritte, verifikation, überprüfung,
    validierungsschritte, cómo verificar, pasos de validación, comandos de verificación,
    comandos de validación, como verificar, comandos de validação, vérification, проверка, 검증, 验证方式,
    验证方法, 检查, 検証コマンド, 検証手順, 動作確認`,
  approach: `
    implementation approach, approach, implementation, implementation steps, implementation notes, steps,
    umsetzung, implementación, pasos, implementação, passos, 实现步骤, 实施步骤, 步骤, 実装手順, 手順`,
  status: `
    status, state, estado, situação, 状态, 狀態, 状態, ステータス, 进度, statut, статус, 상태, zustand,
    fortschritt, 进展, 完成状态`,
  agent: `agent, agent type, assigned agent`,
  owner: `
    owner, assignee, assigned to, specialist, zuständig, verantwortlich, responsable, responsável, 负责人,
    担当, 担当者`,
  parent: `part of`,
  optional: `optional`,
  related: `related docs, related documents, related documentation, references`,
} as const

export type FieldKind = keyof typeof LABELS

export const LABEL_MAX = 120 // characters; more between two stars is emphasis, not a label

const KINDS: ReadonlyMap<string, FieldKind> = new Map(
  Object.entries(LABELS).flatMap(([kind, names]) =>
    names.split(',').map(name => [foldName(name), kind as FieldKind] as const),
  ),
)

/** Brackets behind a label are a remark: `Dependencies (hard)`. */
export const kindOf = (label: string): FieldKind | undefined => {
  if (label.length > LABEL_MAX) return undefined
  const bracket = label.endsWith(')') ? label.lastIndexOf('(') : -1
  return KINDS.get(foldName(bracket > 0 ? label.slice(0, bracket) : label))
}
