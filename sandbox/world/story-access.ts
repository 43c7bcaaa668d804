import type { Access } from '../rbac/access.ts';
import { findRole } from '../rbac/roles.ts';
import { guidFrom } from './random.ts';
import type { PrincipalRecord } from './records.ts';
import type { Story } from './story.ts';
import type { Places } from './story-places.ts';

/** Puts the people, groups, roles and denials of a story into the directory. Throws RangeError for unknown names. */
export function grantStoryRoles(access: Access, story: Story, places: Places): void {
  const ids = new Map<string, string>();
  const add = (
    kind: PrincipalRecord['kind'],
    told: { key: string; name: string; objectId: string },
    more = {},
  ) => {
    ids.set(told.key, told.objectId);
    access.addPrincipal({
      id: told.objectId,
      kind,
      key: told.key,
      name: told.name,
      upn: '',
      summary: '',
      ...more,
    });
  };
  for (const person of story.people) add('User', person, { upn: person.upn, summary: person.summary });
  for (const group of story.groups) add('Group', group);
  add('ServicePrincipal', { key: 'bot', ...story.bot });

  const idOf = (key: string) => {
    const id = ids.get(key);
    if (id === undefined) throw new RangeError(`The story knows nobody called '${key}'.`);
    return id;
  };
  for (const group of story.groups)
    for (const member of group.members) access.addMember(group.objectId, idOf(member));

  for (const { objectId, roles } of [...story.people, ...story.groups, story.bot]) {
    for (const { role: roleName, on, condition } of roles) {
      const role = findRole(roleName);
      if (!role) throw new RangeError(`The sandbox knows no role '${roleName}'.`);
      for (const told of on) {
        const scope = places.scopeId(told);
        access.assign({
          name: guidFrom(`${story.seed}/role/${objectId}/${role.id}/${scope}`),
          principalId: objectId,
          role,
          scope,
          ...(condition === undefined ? {} : { condition }),
        });
      }
    }
  }
  for (const { name, on, principals, actions, notActions } of story.denials) {
    const scope = places.scopeId(on);
    access.deny({
      id: guidFrom(`${story.seed}/denial/${name}/${scope}`),
      name,
      scope,
      principalIds: principals.map(idOf),
      actions,
      notActions,
    });
  }
}
