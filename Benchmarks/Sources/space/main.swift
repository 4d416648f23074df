import BenchmarkSupport
import Questions

Question.space.run()
