import { listItems, symbolName, type Datum } from '../../core/datum.ts';
import { unpair } from '../../core/datum-json.ts';
import { walk } from '../../language/compile/positions.ts';
import type { Core } from '../../machine/code.ts';
import type { Region } from './draft.ts';
import type { FormReader } from './forms.ts';
import { clausesOf } from './request-clauses.ts';
import type { Call, Translation } from './translation.ts';

/** A net is read as it is written: its places and transitions are those of the net that is checked. */
export const net: FormReader = (call, t) => {
  const { cx, node } = call;
  const [places = [], transitions = []] = call.operands.map(itemsOf);
  // A transition that resets a place empties the region of which the place is all there is.
  const regions = places.map((): Region => ({ ...cx.region, around: cx.region }));
  const drawn = places.map((place, at) => {
    const name = symbolName(listItems(datumOf(place))?.[0] ?? null) ?? '';
    const stuck = {
      message: `a token stays in the place \`${name}\`, which no transition empties from here`,
      help: 'let a transition take the token, alone or with what can come to the other places',
    };
    return t.draft.place(regions[at]!, place, stuck);
  });
  const marked = places.flatMap((place, at) => many(drawn[at]!, wholeAt(place, 2)));
  t.draft.step([call.place], marked, { node, label: null });
  places.forEach((place, at) => {
    const outcome = listItems(datumOf(place))?.[3] ?? false;
    if (outcome !== false) ends(drawn[at]!, call, t);
  });
  for (const transition of transitions) {
    t.remarks.handDrawn.add(transition);
    walk(transition, (part) => t.remarks.visit(part));
    remarkCondition(transition, call, t);
    const [name, inputs, outputs, resets] = (transition as readonly Core[]).slice(2).map(datumOf);
    t.draft.step(
      arcs(inputs, drawn),
      arcs(outputs, drawn),
      { node: transition, label: symbolName(name ?? null) ?? null },
      (listItems(resets ?? null) ?? []).map((place) => regions[place as number]!),
    );
  }
  return [];
};

/** What a transition accepts, if it says so. */
function remarkCondition(transition: Core, { place, cx }: Call, t: Translation): void {
  walk(transition, (part) => {
    if (part[0] !== 'call' || part[1][0] !== 'global' || part[1][1] !== '%await-signal') return;
    const [, , name, clauses] = part as readonly ['call', Core, Core, Core];
    const signal = symbolName(datumOf(name)) ?? '';
    for (const value of t.compute(clauses, new Map(), place, cx).map((way) => way.value)) {
      const accepts = clausesOf(value).get('accepts');
      if (accepts?.kind === 'closure') t.remarks.accepting(signal, accepts);
    }
  });
}

/** A token in a final place ends the workflow; what is left elsewhere then is a finding, not withdrawn. */
function ends(place: number, { cx, node }: Call, t: Translation): void {
  const out = t.draft.place(cx.region);
  t.draft.step([place], [out], { node, label: null });
  cx.exit(out, node);
}

/** The operands of a call of `list`. */
const itemsOf = (list: Core): readonly Core[] =>
  list[0] === 'call' ? (list as readonly Core[]).slice(2) : [];

const datumOf = (core: Core): Datum => (core[0] === 'const' ? core[1] : null);

const wholeAt = (place: Core, index: number): number => {
  const count = listItems(datumOf(place))?.[index];
  return typeof count === 'number' ? count : 0;
};

const many = (place: number, count: number): readonly number[] =>
  Array.from({ length: count }, () => place);

const arcs = (datum: Datum | undefined, places: readonly number[]): readonly number[] =>
  (listItems(datum ?? null) ?? []).flatMap((arc) => {
    const { first = 0, rest = 0 } = unpair(arc) ?? {};
    return many(places[first as number]!, rest as number);
  });
