import BenchmarkSupport
import Questions

Question.drain.run()
