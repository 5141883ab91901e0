// Pages work without this script; it makes them quicker and easier where it runs.
//
// One module a behaviour, bound to `data-*`. The design systems bind to `data-module` themselves.
import { initAll as initMoj } from "@ministryofjustice/frontend";
import { initAll as initGovuk } from "govuk-frontend";
import { bindAsked } from "./asked";
import { bindDanger } from "./danger";
import { bindDevices } from "./devices";
import { bindDrafts } from "./draft";
import { bindKeep } from "./keep";
import { bindLeave } from "./leave";
import { bindLocate } from "./locate";
import { bindOffline } from "./offline";
import { bindRecord } from "./record";
import { bindRefresh } from "./refresh";
import { bindReplies } from "./replies";
import { bindScript } from "./script";
import { bindShrink } from "./shrink";
import { bindSuggest } from "./suggest";
import { bindTickAll } from "./tickall";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initGovuk();
initMoj();
bindLeave(); // first: whoever needs it cannot wait
bindKeep();
bindReplies();
bindRefresh();
bindDrafts();
bindSuggest();
bindRecord();
bindScript();
bindLocate();
bindShrink();
bindOffline();
bindTickAll();
bindAsked();
bindDevices();
bindDanger();
