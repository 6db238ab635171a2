import type { Arc, Net, Place, Transition } from '../net/net.ts';

/** What counts how much of a sub-process still runs. */
export interface Room {
  /** A token for each place inside that none is in; all of them together say that nothing runs. */
  readonly idle: number;
  /** Where tokens inside end. */
  readonly done: number;
  /** A token while the sub-process runs. */
  readonly active: number;
  /** The places inside, with that of its end; of a sub-process inside it the one that says that it runs, alone. */
  readonly places: readonly number[];
}

/**
 * The net in which a sub-process completes when its last token has ended, at ends that are each reached once. No place
 * can be asked whether it is empty; but where as many tokens as there are places lie elsewhere, nothing is in them. What
 * would put more tokens inside than there are places waits, which a sound process never has to.
 */
export function withRoom(net: Net, room: Room): Net {
  const { gates, places } = gatesOf(net, room);
  const opened = [...gates.values()];
  const inside = new Set(room.places.filter((place) => place !== room.done));
  const count = (arcs: readonly Arc[]): number =>
    arcs.reduce((sum, { place, weight }) => sum + (inside.has(place) ? weight : 0), 0);
  const changed = (transition: Transition): Transition => {
    const { inputs, outputs, resets, source } = transition;
    const gained = count(outputs) - count(inputs);
    const withInputs = (more: readonly Arc[]) => [...inputs, ...more];
    const withOutputs = (more: readonly Arc[]) => [...outputs, ...more];
    switch (roleOf(transition, room)) {
      case 'begins':
        return {
          ...transition,
          outputs: withOutputs([...arcs(room.idle, inside.size - gained), ...opened.map(one)]),
        };
      case 'terminates':
        return {
          ...transition,
          outputs: withOutputs(arcs(room.idle, inside.size)),
          resets: [...resets, ...opened],
        };
      case 'cancels':
        return { ...transition, resets: [...resets, ...opened] };
      case 'completes':
        return {
          ...transition,
          inputs: withInputs(arcs(room.idle, inside.size)),
          resets: [...resets, room.done, ...opened],
        };
      case 'ends':
        return {
          ...transition,
          inputs: withInputs([...arcs(room.idle, gained), one(gates.get(source)!)]),
          outputs: withOutputs(arcs(room.idle, -gained)),
        };
      case 'goes on':
        return {
          ...transition,
          inputs: withInputs(arcs(room.idle, gained)),
          outputs: withOutputs(arcs(room.idle, -gained)),
        };
    }
  };
  return { ...net, places, transitions: net.transitions.map(changed) };
}

type Role = 'begins' | 'terminates' | 'cancels' | 'completes' | 'ends' | 'goes on';

/** What a transition is to a sub-process. */
function roleOf({ inputs, outputs, resets }: Transition, { idle, done, active }: Room): Role {
  if (has(outputs, active)) return 'begins';
  if (resets.includes(idle)) return has(outputs, done) ? 'terminates' : 'cancels';
  if (has(inputs, done) && has(inputs, active)) return 'completes';
  return has(outputs, done) ? 'ends' : 'goes on';
}

/** For each end a place with a token until it is reached, and the places of the net with these. */
function gatesOf(net: Net, room: Room) {
  const gates = new Map<Transition['source'], number>();
  const places: Place[] = [...net.places];
  for (const transition of net.transitions) {
    const { source, name } = transition;
    if (gates.has(source) || roleOf(transition, room) !== 'ends') continue;
    gates.set(source, places.push({ name: `${name} not yet reached`, source, tokens: 0 }) - 1);
  }
  return { gates, places };
}

const has = (of: readonly Arc[], place: number): boolean => of.some((arc) => arc.place === place);

const one = (place: number): Arc => ({ place, weight: 1 });

const arcs = (place: number, weight: number): readonly Arc[] =>
  weight > 0 ? [{ place, weight }] : [];
