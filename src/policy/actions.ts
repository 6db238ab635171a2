/** What rules of access can speak of: each verb with the objects that it is said of. */
const actions: { readonly [verb: string]: readonly string[] } = {
  read: ['change', 'calendar', 'policy', 'audit'],
  create: ['change'],
  edit: ['change'],
  submit: ['change'],
  comment: ['change'],
  cancel: ['change'],
  retry: ['change'],
  expedite: ['change'],
  decide: ['approval'],
  send: ['signal'],
  complete: ['task'],
  record: ['decision'],
  assess: ['risk'],
  check: ['policy'],
  load: ['policy'],
  export: ['audit'],
  administer: ['tenant'],
};

/** Every action as it is written, such as "read change". */
export const actionNames: readonly string[] = Object.entries(actions).flatMap(([verb, objects]) =>
  objects.map((object) => `${verb} ${object}`),
);

/** Whether some action is meant, where `*` stands for any verb or object. */
export const isAction = (verb: string, object: string): boolean =>
  actionNames.some((name) => {
    const [knownVerb, knownObject] = name.split(' ');
    return (verb === '*' || verb === knownVerb) && (object === '*' || object === knownObject);
  });
