use super::Work;
use crate::error::{Error, Result};
use crate::event::{Event, Operation};

impl Work<'_> {
    /// Deletes the stack, waiting first for what is going on. Returns the paths of what stays behind, `None` if there
    /// was no stack.
    pub(crate) async fn destroy(&self) -> Result<Option<Vec<String>>> {
        let mut found = false;
        loop {
            let state = self.cloudformation.stack(self.name()).await?;
            let Some(state) = state.filter(|state| state.status != "DELETE_COMPLETE") else {
                if !found {
                    self.audience.hear(Event::Absent { stack: self.name().to_owned() });
                }
                return Ok(found.then(Vec::new));
            };
            found = true;
            let ended = if state.is_in_progress() {
                let ended = self.attach(&state).await?;
                if !ended.status.starts_with("DELETE") {
                    continue;
                }
                ended
            } else if state.is_protected {
                return Err(Error::Protected { stack: self.name().to_owned() });
            } else {
                let total = self.stack.resource_count();
                let delete = self.cloudformation.delete_stack(&state.id, self.execution_role());
                self.run(&state, Operation::Delete, total, delete).await?
            };
            if ended.status != "DELETE_COMPLETE" {
                return Err(self.failure(&state.id, ended).await);
            }
            self.finished(Operation::Delete);
            let kept = ended.events.iter().filter(|event| event.status == "DELETE_SKIPPED");
            let name = |id: &str| self.stack.origin(id).map_or_else(|| id.to_owned(), |origin| origin.path);
            let mut kept: Vec<String> = kept.map(|event| name(&event.logical_id)).collect();
            kept.sort();
            kept.dedup();
            return Ok(Some(kept));
        }
    }
}
