import type { Principal } from '../../src/access/principal.ts';
import type { Outcome } from '../../src/operations/operation.ts';
import { policyDirectory } from '../engine/world.ts';
import { shippedTexts } from '../policy/shipped-files.ts';
import { openHouse, valueOf, type House } from './house.ts';

/** A house whose policy is the shipped one with further rules of access. */
export async function guarded(rules: string, definitions = ''): Promise<House> {
  const more = `${definitions} (define-access ${rules})`;
  const texts = { ...(await shippedTexts()), 'rules/more.scm': more };
  return openHouse(undefined, undefined, await policyDirectory(texts));
}

/** An agent that acts for someone of the demo, with the roles of that person. */
export const agentFor = (house: House, person: string): Principal => ({
  ...house.principal(person),
  id: `${person}bot`,
  kind: 'agent',
  actingFor: person,
});

export type Asking = (operation: string, input?: object) => Promise<Outcome>;

export const asAgent =
  (house: House, person: string): Asking =>
  (operation, input = {}) =>
    house.invoke(agentFor(house, person), operation, input);

/** A change of someone's, and its identifier. */
export async function madeBy(house: House, person: string, input: object): Promise<string> {
  const made = await house.as(person)('create', {
    title: 'Update the payment gateway',
    description: 'Security patch.',
    ...input,
  });
  return valueOf<{ id: string }>(made).id;
}

export const emergency = {
  change_type: 'emergency',
  affected_systems: ['payment-api'],
  justification: 'Customers cannot pay.',
};
