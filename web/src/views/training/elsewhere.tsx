import { words } from "../../words/words.ts";
import type { TrainProps } from "../view.ts";

// Says that another page has the project, and takes it over on request.
export function Elsewhere({ project, controller }: Pick<TrainProps, "project" | "controller">) {
  const t = words().training;
  if (project.ownership === "here" || project.ownership === "asking") return null;
  return (
    <section class="card elsewhere" role="status">
      {project.ownership === "elsewhere" ? (
        <>
          <h3>{t.elsewhere}</h3>
          <p class="card-text">{t.elsewhereText}</p>
          <div class="row">
            <button class="button button-primary" onClick={controller.takeOver}>
              {t.takeOver}
            </button>
          </div>
        </>
      ) : (
        <p class="card-text">{t.takingOver}</p>
      )}
    </section>
  );
}
