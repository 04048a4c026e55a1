use super::*;
use coffer_model::space::{SpaceKind, SpaceStatus};
use coffer_model::{Timestamp, UserId};

fn space() -> SpaceView {
    SpaceView {
        id: SpaceId(7),
        tenant: TenantId(3),
        kind: SpaceKind::Personal,
        owner: 1,
        name: String::new(),
        status: SpaceStatus::Active,
        capacity: 0,
        used: 0,
        reserved: 0,
        root: NodeId(11),
        safe: NodeId(12),
        creator: UserId(1),
        created_at: Timestamp(0),
        modifier: UserId(1),
        updated_at: Timestamp(0),
    }
}

#[test]
fn ids_have_the_shapes_of_the_reference() {
    let opaque = Opaque::new(&[1; 32], &[2; 32]);
    let ids = Ids { opaque: &opaque };
    let container = ids.container(TenantId(3), SpaceId(7));
    assert_eq!(container.len(), 47);
    assert_eq!(ids.read_container(&container).unwrap(), SpaceId(7));
    let root = ids.biz_root(&space());
    assert!(
        root.starts_with("DE") && root.ends_with(&format!("Aroot{container}")),
        "{root}"
    );
    assert_eq!(ids.node(&space(), NodeId(5)).len(), 33);
    assert_eq!(ids.root_node(&space()).len(), 33);
}

#[test]
fn every_spelling_of_a_folder_is_understood() {
    let opaque = Opaque::new(&[1; 32], &[2; 32]);
    let ids = Ids { opaque: &opaque };
    let space = space();
    for (text, node) in [
        ("root".to_owned(), NodeRef::Root),
        ("sbox".to_owned(), NodeRef::Safe),
        ("sbbox".to_owned(), NodeRef::Safe),
        (ids.biz_root(&space), NodeRef::Root),
        (ids.biz_safe(&space), NodeRef::Safe),
        (ids.file(NodeId(5)), NodeRef::Id(NodeId(5))),
        (ids.root_node(&space), NodeRef::Id(space.root)),
        (
            format!("/{}/{}", ids.biz_root(&space), ids.file(NodeId(5))),
            NodeRef::Id(NodeId(5)),
        ),
    ] {
        assert_eq!(ids.read_target(space.id, &text).unwrap(), node, "{text}");
    }
    let elsewhere = ids.biz_root(&space);
    assert_eq!(
        ids.read_target(SpaceId(8), &elsewhere).unwrap_err().code(),
        Code::TargetInvalid
    );
    for bad in ["", "F", "Fé", "DE", "rooté", "文件", "DExxxxxxxxxArootIAA"] {
        assert!(ids.read_target(space.id, bad).is_err(), "{bad}");
    }
}
