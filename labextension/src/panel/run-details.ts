/**
 * Runs whole, in a dialog: why it ran, its code, parameters and outputs of that time; two beside each other with what differs marked.
 * Outputs are drawn by JupyterLab's own renderers, trusted where this user's runs made them.
 */
import { Dialog } from '@jupyterlab/apputils'
import { OutputArea, OutputAreaModel } from '@jupyterlab/outputarea'
import { Panel, Widget } from '@lumino/widgets'
import type { WholeRunView } from '../../../runtime/view.ts'
import { inPage } from '../model/same-outputs.ts'
import { linesUnlike, runSummary, startedText } from '../model/run-text.ts'
import type { CellarNotebook } from '../notebook/cellar-notebook.ts'
import { element } from './element.ts'

type Outputs = NonNullable<NonNullable<ConstructorParameters<typeof OutputAreaModel>[0]>['values']>

export const showRun = async (notebook: CellarNotebook, run: WholeRunView): Promise<void> => {
  const buttons = [Dialog.cancelButton({ label: 'Close' }), Dialog.okButton({ label: 'Restore This Code' })]
  const body = new Panel()
  body.addClass('cellar-RunDialog')
  body.addWidget(runWidget(notebook, run, run))
  const { button } = await new Dialog({ title: `Run of ${notebook.titleOf(run.cell)}`, body, buttons }).launch()
  if (button.accept) await restore(notebook, run)
}

export const compareRuns = async (
  notebook: CellarNotebook,
  [older, newer]: readonly [WholeRunView, WholeRunView],
): Promise<void> => {
  const body = new Panel()
  body.addClass('cellar-RunDialog')
  body.addClass('cellar-mod-two')
  body.addWidget(runWidget(notebook, older, newer))
  body.addWidget(runWidget(notebook, newer, older))
  await new Dialog({ title: 'Two Runs', body, buttons: [Dialog.okButton({ label: 'Close' })] }).launch()
}

/** The code of then comes back into its cell; run, it shows the result of then where its inputs are the same. */
const restore = async (notebook: CellarNotebook, run: WholeRunView): Promise<void> => {
  notebook.editSource(run.cell, () => run.code)
  await notebook.reveal(run.cell)
  await notebook.runs.run(run.cell)
}

const runWidget = (notebook: CellarNotebook, run: WholeRunView, other: WholeRunView): Widget => {
  const panel = new Panel()
  panel.addClass('cellar-Run')
  panel.addWidget(new Widget({ node: facts(run) }))
  panel.addWidget(new Widget({ node: codeOf(run.code, other.code) }))
  const model = new OutputAreaModel({ values: inPage(run.outputs, null) as unknown as Outputs, trusted: run.own })
  const area = new OutputArea({ model, rendermime: notebook.panel.content.rendermime })
  area.node.setAttribute('aria-label', 'Output of that time')
  panel.addWidget(area)
  return panel
}

const facts = (run: WholeRunView): HTMLElement => {
  const list = element('dl')
  const add = (title: string, text: string): void => list.append(element('dt', title), element('dd', text))
  add('Started', startedText(run.startedAt, Date.now()))
  add('Ended', runSummary(run))
  add('Why it ran', run.why)
  const parameters = Object.entries(run.parameters).map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
  if (parameters.length > 0) add('Parameters', parameters.join(', '))
  const { node, host } = run.environment
  if (typeof node === 'string') add('Where', [`Node ${node}`, ...(typeof host === 'string' ? [host] : [])].join(', '))
  if (run.tags.length > 0) add('Tags', run.tags.join(', '))
  return list
}

const codeOf = (code: string, other: string): HTMLElement => {
  const pre = element('pre')
  pre.tabIndex = 0
  pre.setAttribute('aria-label', 'Code of that time')
  for (const { line, unlike } of linesUnlike(code, other)) pre.append(element(unlike ? 'ins' : 'span', `${line}\n`))
  return pre
}
