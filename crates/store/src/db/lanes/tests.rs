use super::*;
use crate::db::job::{self, Mode};
use crate::{StoreError, Tx};

fn job() -> Box<dyn Job> {
    job::new(Mode::Write, |_: &mut Tx<'_>| Ok::<_, StoreError>(())).0
}

fn filled(interactive: usize, bulk: usize, bulk_takers: usize) -> Lanes {
    let lanes = Lanes::new("test", interactive, bulk, bulk_takers);
    for _ in 0..interactive {
        lanes.push(Lane::Interactive, job()).unwrap();
    }
    for _ in 0..bulk {
        lanes.push(Lane::Bulk, job()).unwrap();
    }
    lanes
}

fn taken(lanes: &Lanes) -> Option<Lane> {
    lanes.take().map(|(lane, _)| lane)
}

#[test]
fn a_full_lane_refuses_and_the_other_does_not() {
    let lanes = filled(2, 0, 1);
    assert!(lanes.push(Lane::Interactive, job()).unwrap_err().is_busy());
    let lanes = filled(0, 1, 1);
    assert!(lanes.push(Lane::Bulk, job()).unwrap_err().is_busy());
}

#[test]
fn interactive_jobs_come_first() {
    let lanes = filled(2, 2, 2);
    let order: Vec<_> = (0..4).filter_map(|_| taken(&lanes)).collect();
    use Lane::{Bulk, Interactive};
    assert_eq!(order, [Interactive, Interactive, Bulk, Bulk]);
}

#[test]
fn bulk_jobs_are_not_starved() {
    let lanes = filled(2 * LONGEST_STREAK as usize, 1, 1);
    let before = (0..).take_while(|_| taken(&lanes) == Some(Lane::Interactive));
    assert_eq!(before.count(), LONGEST_STREAK as usize);
}

#[test]
fn bulk_jobs_leave_takers_to_the_others() {
    let lanes = filled(0, 2, 1);
    assert_eq!(taken(&lanes), Some(Lane::Bulk));
    assert_eq!(lanes.lock().next_lane(1), None);
    lanes.bulk_done();
    assert_eq!(lanes.lock().next_lane(1), Some(Lane::Bulk));
}

#[test]
fn closed_lanes_are_emptied_and_then_end() {
    let lanes = filled(1, 0, 1);
    lanes.close();
    assert!(lanes.push(Lane::Interactive, job()).is_err());
    assert_eq!(taken(&lanes), Some(Lane::Interactive));
    assert_eq!(taken(&lanes), None);
}

#[test]
fn takers_that_waited_for_their_turn_at_bulk_work_end_too() {
    for _ in 0..100 {
        let lanes = filled(0, 3, 1);
        let work = || {
            let taken = std::iter::from_fn(|| lanes.take());
            taken.inspect(|_| lanes.bulk_done()).count()
        };
        let done = std::thread::scope(|scope| {
            let takers: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
            lanes.close();
            takers.into_iter().map(|t| t.join().unwrap()).sum::<usize>()
        });
        assert_eq!(done, 3);
    }
}
