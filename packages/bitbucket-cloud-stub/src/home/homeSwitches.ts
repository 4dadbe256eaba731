import { html } from 'hono/html';
import type { StubContext } from '../context';
import { PRESETS } from '../faults/presets';
import type { Fault } from '../faults/FaultRule';
import type { Markup } from '../pages/layout';

/** Renders a form with one button that changes the stub. */
export function renderActionButton(
  { control }: StubContext,
  action: string,
  text: string,
  label?: string,
): Markup {
  return html`<form class="action" method="post" action="/_stub/actions">
    <input type="hidden" name="token" value="${control.formToken}" />
    <button
      class="plain"
      name="do"
      value="${action}"
      ${label ? html`aria-label="${label}"` : ''}
    >
      ${text}
    </button>
  </form>`;
}

/** Renders the available and the active faults. */
export function renderSwitches(context: StubContext): Markup {
  const faults = context.faults.list();
  if (!context.control.isOn) {
    return faults.length === 0
      ? html``
      : html`<h2 id="faults">Active faults</h2>
          ${renderFaults(context, faults)}`;
  }
  return html`
    <h2 id="faults">Simulate faults</h2>
    ${faults.length === 0 ? '' : renderFaults(context, faults)}
    <ul class="cards switches">
      ${PRESETS.map(
        preset => html`<li class="card">
          <h3>${preset.title}</h3>
          <p>${preset.explanation}</p>
          ${renderActionButton(
            context,
            `add-fault ${preset.id}`,
            'Switch on',
            `Switch on: ${preset.title}`,
          )}
        </li>`,
      )}
    </ul>
    <div class="heading">
      <p class="quiet">
        Back to the seed: accounts, clients, tokens, faults, requests and time.
      </p>
      ${renderActionButton(context, 'reset', 'Reset everything')}
    </div>
  `;
}

function renderFaults(context: StubContext, faults: Fault[]): Markup {
  const { isOn } = context.control;
  return html`<div class="on">
    <ul aria-label="Active faults">
      ${faults.map(
        fault => html`<li>
          <span class="rule"><code>${spellRule(fault)}</code></span>
          <span class="hits">${spellHits(fault.hits)}</span>
          ${isOn
            ? renderActionButton(
                context,
                `remove-fault ${fault.id}`,
                'Switch off',
                `Switch off ${fault.id}`,
              )
            : ''}
        </li>`,
      )}
    </ul>
    ${isOn && faults.length > 1
      ? renderActionButton(context, 'clear-faults', 'Switch all off')
      : ''}
  </div>`;
}

function spellRule({ id, matched: _, hits: __, ...rule }: Fault): string {
  const fields = Object.entries(rule)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}`);
  return `${id}  ${fields.join(', ')}`;
}

function spellHits(hits: number): string {
  return hits === 1 ? 'hit 1 request' : `hit ${hits} requests`;
}
