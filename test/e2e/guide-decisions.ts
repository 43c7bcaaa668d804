import { azureLagMs, type Walk } from './guide.ts';

const asked = (what: string) => new RegExp(`Approval request[\\s\\S]*Waiting for approval[\\s\\S]*${what}`);
const disconnecting = 'Disconnect Contoso Field Services';

/** A request that is declined, and the one who asked cannot decide about it. */
export async function declined({ operator, approver, results, shoot, see }: Walk): Promise<void> {
  await results.check('guide: disconnecting two hubs asks for a second person', async () => {
    const preview = await operator.ask(
      'disconnect Contoso Field Services',
      /Preview, nothing is changed yet[\s\S]*Someone else has to approve/,
    );
    await shoot(operator, preview, 'disconnect-preview');
    const request = await approver.appear(
      () => operator.press(preview, 'Ask for approval'),
      asked(disconnecting),
    );
    await shoot(approver, request, 'disconnect-asked-approver');
    await see(operator, new RegExp(`Waiting for approval[\\s\\S]*${disconnecting}`), 'disconnect-asked');
  });
  await results.check('guide: open requests are listed, and nobody decides about their own', async () => {
    const list = await operator.ask('approvals', /1 request waits[\s\S]*Asked by you/);
    await shoot(operator, list, 'approvals');
    const mine = new RegExp(`Waiting for approval[\\s\\S]*${disconnecting}[\\s\\S]*Withdraw`);
    const own = await operator.select(list, new RegExp(disconnecting), mine);
    await shoot(operator, own, 'own-request-opened');
    const approve = await own.getByRole('button', { name: 'Approve' }).count();
    if (approve > 0) throw new Error('who asked is offered to approve');
    await operator.pictureOfAll('guide-operator-own-request-window');
  });
  await results.check('guide: a request is declined with a reason, and all cards tell it', async () => {
    const request = await approver.shows(asked(disconnecting));
    await request.getByRole('textbox').fill('Not during the audit');
    await approver.press(request, 'Decline');
    await see(approver, /Declined by Arjun Mehta[\s\S]*Not during the audit/, 'declined-approver');
    await see(operator, /Declined by Arjun Mehta[\s\S]*Not during the audit[\s\S]*Ask again/, 'declined');
    await approver.pictureOfAll('guide-approver-declined-window');
    await operator.pictureOfAll('guide-operator-declined-window');
  });
}

/** Asked again, overtaken by a change in Azure, asked once more and done. */
export async function overtaken({ operator, approver, tenant, results, see }: Walk): Promise<void> {
  const preview = new RegExp(`Preview[\\s\\S]*${disconnecting}`);
  await results.check(
    'guide: asked again, and overtaken by a new hub: nothing is done, the preview is new',
    async () => {
      const again = await operator.click(
        await operator.shows(/Declined by Arjun Mehta[\s\S]*Ask again/),
        'Ask again',
        preview,
      );
      const request = await approver.appear(
        () => operator.press(again, 'Ask for approval'),
        asked(disconnecting),
      );
      tenant.control.portal.addHub({ name: 'ctso-fld-solarpark', subscription: 'Contoso Field Services' });
      await approver.press(request, 'Approve');
      await see(approver, new RegExp(`Out of date[\\s\\S]*${disconnecting}`), 'outdated-approver');
      await see(operator, /Something has changed in Azure[\s\S]*Disconnects 3 hubs/, 'previewed-anew');
    },
  );
  await results.check('guide: the new preview is approved and done', async () => {
    const anew = await operator.shows(/Something has changed in Azure[\s\S]*Disconnects 3 hubs/);
    const request = await approver.appear(
      () => operator.press(anew, 'Ask for approval'),
      asked(disconnecting),
    );
    await approver.press(request, 'Approve');
    await see(operator, /Working on it[\s\S]*being confirmed[\s\S]*3 hubs/, 'disconnect-being-confirmed');
    tenant.control.moveClock(azureLagMs);
    await see(operator, /Disconnected, confirmed by Azure/, 'disconnect-done');
    await see(approver, /Disconnected, confirmed by Azure/, 'disconnect-done-approver');
  });
}

/** A request that is taken back, and what is asked in vain. */
export async function withdrawn({ operator, approver, results, shoot, see }: Walk): Promise<void> {
  await results.check('guide: a request is taken back, and the approval card loses its buttons', async () => {
    const preview = await operator.ask(
      'enable ctso-mty-paintshop',
      /Preview[\s\S]*Enable Defender for IoT on ctso-mty-paintshop/,
    );
    await shoot(operator, preview, 'enable-preview');
    await approver.appear(() => operator.press(preview, 'Ask for approval'), asked('ctso-mty-paintshop'));
    await see(approver, asked('ctso-mty-paintshop'), 'enable-asked-approver');
    const list = await approver.ask('approvals', /1 request waits[\s\S]*Asked by others/);
    await shoot(approver, list, 'approvals-approver');
    const waiting = await see(
      operator,
      /Waiting for approval[\s\S]*Enable Defender for IoT on ctso-mty-paintshop/,
      'enable-asked',
    );
    await operator.press(waiting, 'Withdraw');
    await see(operator, /Cancelled[\s\S]*ctso-mty-paintshop/, 'withdrawn');
    const gone = await see(
      approver,
      /Approval request[\s\S]*Cancelled[\s\S]*ctso-mty-paintshop/,
      'withdrawn-approver',
    );
    if ((await gone.getByRole('button', { name: 'Approve' }).count()) > 0)
      throw new Error('it can still be approved');
  });
  await results.check('guide: a preview can be cancelled', async () => {
    const preview = await operator.ask('connect Contoso Field Services', /Preview[\s\S]*Connects 3 hubs/);
    await shoot(operator, preview, 'connect-preview-subscription');
    await operator.press(preview, 'Cancel');
    await see(operator, /Cancelled[\s\S]*Connect Contoso Field Services/, 'connect-cancelled');
  });
  await results.check('guide: enabling what is on, or cannot have it, says so', async () => {
    await shoot(
      operator,
      await operator.ask('enable ctso-fld-windfarm', /Nothing to do|On already/),
      'enable-nothing',
    );
    await shoot(operator, await operator.ask('enable ctso-rtm-lab', /Standard tier only/), 'enable-tier');
  });
}

/** Who did what. */
export async function auditOfAll({ operator, approver, results, shoot }: Walk): Promise<void> {
  await results.check('guide: the audit tells who asked, who decided and how it went', async () => {
    const first = await operator.ask('audit', /\d+ entries in the last 7 days[\s\S]*Page 1 of/);
    await shoot(operator, first, 'audit');
    await shoot(operator, await operator.click(first, 'Next ▶', /Page 2 of/), 'audit-page-2');
    const hubs = await operator.ask(
      'audit ctso-fld-windfarm',
      /entries about ctso-fld-windfarm[\s\S]*Arjun Mehta approved: disconnect/,
    );
    await shoot(operator, hubs, 'audit-hub');
    await shoot(
      approver,
      await approver.ask(
        'audit Arjun',
        /Arjun Mehta approved: disconnect[\s\S]*Olivia Bakker asked: disconnect/,
      ),
      'audit-person',
    );
  });
  await results.check('guide: nothing is left open', async () => {
    await shoot(approver, await approver.ask('approvals', /Nothing waits for an approval/), 'approvals-none');
  });
}
