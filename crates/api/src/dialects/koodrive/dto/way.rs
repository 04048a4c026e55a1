//! Ways from a root to a node.

use crate::dialects::koodrive::ids::Ids;
use coffer_model::NodeId;
use coffer_model::space::SpaceView;

/// The ids and the names of a way, each behind a slash. Roots are called as the reference calls them:
/// `root` or `sbox` and the container id.
pub(in super::super) fn paths(
    ids: Ids<'_>,
    space: &SpaceView,
    steps: &[(NodeId, String)],
) -> (String, String) {
    let mut id_path = String::new();
    let mut name_path = String::new();
    for (id, name) in steps {
        id_path.push('/');
        id_path.push_str(&ids.node(space, *id));
        name_path.push('/');
        match *id {
            root if root == space.root => {
                name_path.push_str(&format!("root{}", ids.container(space.tenant, space.id)))
            }
            safe if safe == space.safe => {
                name_path.push_str(&format!("sbox{}", ids.container(space.tenant, space.id)))
            }
            _ => name_path.push_str(name),
        }
    }
    (id_path, name_path)
}
